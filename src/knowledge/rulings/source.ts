// Where a ruling comes from: an article of the trade that the project was given, a law, or this project's own caution.
// Passages are in our words; nothing is quoted.

const ARTICLES = {
  peak: '淘宝实操课·营销篇之大促（客服与物流）',
  worries: '客服工作担心的问题（千牛直播内容整理）',
  aftersale: '如何考淘宝买家秀进行提高成交转化率（讲电商售后流程）',
  trouble: '退货？没人买？差评师？怎么办？！',
  course: '《网店运营》教案·项目6 网店客户运营',
} as const;

export interface Source {
  /** `practice`: neither an article nor a law says it; the cautious way, a person decides. */
  readonly kind: 'article' | 'law' | 'practice';
  readonly title: string;
  /** What it says, in our words. */
  readonly passage: string;
}

export const article = (key: keyof typeof ARTICLES, passage: string): Source => ({ kind: 'article', title: ARTICLES[key], passage });
export const law = (title: string, passage: string): Source => ({ kind: 'law', title, passage });
export const practice = (passage: string): Source => ({ kind: 'practice', title: '本项目的谨慎做法', passage });
