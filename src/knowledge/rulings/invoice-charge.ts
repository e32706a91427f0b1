// Asking money for an invoice, or an invoice that does not tell the truth: both end badly.
import { article, law } from './source.ts';
import { choice, choiceTable } from './table.ts';

const COMPLAINT = article('trouble', '买家问能否开发票，客服回答要补差价，天猫店因此被投诉违背承诺');

export const invoiceCharge = choiceTable({
  id: 'inv.charge',
  title: '开发票收费',
  about: '买家要发票时能不能加钱、能不能改金额或品名',
  keys: {
    asked: choice('买家', { plain: '要开发票，或问要不要加钱', offers: '主动提出补税点', false_content: '要求多开金额或换品名' }),
    said: choice('客服', { nothing: '还没答复', surcharge: '已说过要补差价、税点' }),
  },
  rows: [
    {
      name: 'false_content', title: '不能虚开', when: { asked: 'false_content' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明只能按实付金额和实际商品开具', '转财务，保留聊天记录'],
      sentence: '发票按实付金额和实际购买的商品开具，其他内容没法为您开，请您理解。',
      because: '虚开发票违法', source: law('发票管理办法（禁止虚开的条款）', '不得开具与实际经营业务情况不符的发票'),
    },
    {
      name: 'said_surcharge', title: '说错了马上更正', when: { asked: ['plain', 'offers'], said: 'surcharge' }, verdict: 'breach', whoPays: 'seller',
      steps: ['马上更正：开票不另收费，已收的退还', '致歉，转财务主管', '保留记录，培训同事'],
      sentence: '很抱歉刚才说得不对，开发票不另外收费，请您在订单里申请即可。',
      because: '“开票要补差价”一出口就能被投诉违背承诺，尽早更正', source: COMPLAINT,
    },
    {
      name: 'offers', title: '买家要补税点也不收', when: { asked: 'offers', said: 'nothing' }, verdict: 'no_promise', whoPays: 'seller',
      steps: ['谢绝，说明开票不另收费', '反复追问、要求截图的，转财务并留证'],
      sentence: '开发票不需要另外付费，不用补税点，您在订单里申请就可以。',
      because: '主动给钱常是诱饵，收了就是违规', source: COMPLAINT,
    },
    {
      name: 'plain', title: '开票不收费', when: { asked: 'plain', said: 'nothing' }, verdict: 'eligible', whoPays: 'seller',
      steps: ['告诉申请入口和时限', '不提任何加价'],
      sentence: '可以开发票，不另外收费，按实付金额开具，您在订单里申请即可。',
      because: '开具发票是商家的义务', source: law('电子商务法 第十四条', '销售商品应依法出具纸质或电子发票'),
    },
  ],
});
