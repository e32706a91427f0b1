// The smallest shop that loads, as file texts; tests change one file and look at what is said about it.
import { SYSTEM_REPLIES } from '../../src/knowledge/schema.ts';
import { loadKnowledge, type KnowledgeFile, type Loaded } from '../../src/knowledge/load.ts';

export const SMALL_SHOP: Readonly<Record<string, string>> = {
  'shop.yaml': `
shop: { id: small, name: 小店, buyer: 亲, agent: 小二 }
service:
  timezone: Asia/Shanghai
  hours_text: 每天 9:00-18:00
  hours:
    - { days: [1, 2, 3, 4, 5], from: "09:00", until: "18:00" }
dispatch: { hours: 48 }
courier: { default: [中通, 圆通] }
shipping: { free_regions: 江浙沪, remote_regions: [新疆] }
invoice: { days: 7 }
returns: { days: 7, exchange_days: 15, refund_days: 1-3 个工作日, warranty_days: 30 }
promotion: { price_protect_days: 15 }
payment: { cod: false }
campaigns:
  - { id: sale, name: 年货节, from: "2026-12-01T00:00:00+08:00", until: "2026-12-03T00:00:00+08:00", summary: 满减进行中 }
menu: [ship.when, promo.current]
`,
  'system.yaml': `replies:\n${Object.keys(SYSTEM_REPLIES).map((id) => `  ${id}: "好的{shop.buyer}"`).join('\n')}\n`,
  'risks.yaml': `
risks:
  - { id: ship_promise, name: 发货承诺, reason: 不能承诺, severity: high, team: presale, holding: "以页面公示为准", similar: [今天能发吗] }
`,
  'entries/shipping.yaml': `
topic: shipping
entries:
  - id: ship.when
    question: 多久发货
    handling: answer
    team: presale
    similar:
      - 什么时候发货
      - 几天能发
    answers:
      - text: "{shop.buyer}，付款后 {dispatch.hours} 小时内发货"
    related: [promo.current]
`,
  'entries/promotion.yaml': `
topic: promotion
entries:
  - id: promo.current
    question: 有什么活动
    handling: answer
    team: presale
    similar: [现在有活动吗]
    answers:
      - when: { campaign: running }
        text: "{campaign.name}：{campaign.summary}"
      - when: { hours: closed }
        text: "活动以页面为准，客服{service.hours_text}在线"
      - text: "活动以页面为准，快递{courier.default}"
`,
  'lexicon/words.txt': '包邮 # 一个词\n\n# 只有说明\n运费险\n',
};

export function load(changes: Readonly<Record<string, string | null>> = {}): Loaded {
  const files = Object.entries({ ...SMALL_SHOP, ...changes }).flatMap(([name, text]): KnowledgeFile[] => (text === null ? [] : [{ name, text }]));
  return loadKnowledge(files, 'v1');
}
