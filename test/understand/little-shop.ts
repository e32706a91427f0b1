// A shop of a few entries for the tests, with a segmenter that cuts every two characters: what it finds can be worked out by hand.
import { buildIndex, plainTools, type IndexedEntry, type QuestionIndex } from '../../src/understand/index.ts';
import { normalise } from '../../src/understand/normalise.ts';
import { rank } from '../../src/understand/rank.ts';
import type { Candidate, Segmenter } from '../../src/types.ts';

export const pairs: Segmenter = {
  id: 'pairs',
  cut: (text) => text.match(/.{1,2}/gsu) ?? [],
};

export const LITTLE_SHOP: readonly IndexedEntry[] = [
  { id: 'ship.when', handling: 'answer', questions: ['什么时候发货', '多久发货', '拍下几天能发出', '下单后多长时间寄出'] },
  { id: 'ship.fee', handling: 'answer', questions: ['包邮吗', '运费多少', '邮费要几块钱', '寄到新疆要运费吗'] },
  { id: 'ret.how', handling: 'answer', questions: ['怎么退货', '我要退货', '退货流程是什么', '在哪里申请退货'] },
  { id: 'ret.exchange', handling: 'answer', questions: ['怎么换货', '我要换货', '换货流程是什么', '想换个颜色'] },
  { id: 'svc.human', handling: 'escalate', questions: ['转人工', '人工客服', '我要找真人'] },
  { id: 'svc.greeting', handling: 'answer', questions: ['你好', '在吗', '有人吗'] },
  { id: 'chat.praise', handling: 'small_talk', questions: ['你真厉害', '服务真好', '夸夸你'] },
  { id: 'frag.reply', handling: 'ask', questions: ['是的', '对', '然后呢'] },
  { id: 'risk:ship_promise', handling: 'risk', questions: ['今天能发货吗', '今天一定要发', '保证今天发出吗'] },
];

export function littleIndex(): QuestionIndex {
  return buildIndex(LITTLE_SHOP, plainTools(pairs));
}

export function everything(): boolean {
  return true;
}

export function rankText(index: QuestionIndex, text: string): readonly Candidate[] {
  return rank(index, normalise(text), everything);
}
