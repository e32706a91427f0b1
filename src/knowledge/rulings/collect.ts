// Goods sent back freight collect (到付): who pays when nobody agreed to it.
import { article, practice } from './source.ts';
import { choice, choiceTable } from './table.ts';

const PHONE_CASE = article('course', '买家嫌手机壳不合适，未经商家同意用到付寄回，到付费 43 元；无理由退货的邮费本由买家承担，擅自到付不对，该由买家付');

export const collect = choiceTable({
  id: 'ret.collect',
  title: '到付寄回',
  about: '买家用到付寄回商品，到付费谁出',
  keys: {
    parcel: choice('包裹', { not_sent: '还没寄', sent: '已经到付寄出' }),
    agreed: choice('商家同意到付', { yes: '同意过', no: '没有同意' }),
    reason: choice('退货原因', { shop_fault: '质量问题、破损、发错等商家原因', no_reason: '无理由' }),
  },
  rows: [
    {
      name: 'agreed', title: '同意过到付', when: { agreed: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['核对聊天记录里同意的原话', '照约定签收并付到付费'],
      sentence: '这单之前与您约定可以到付，请您按约定寄回，到付费由商家承担。',
      because: '商家同意了就是约定', source: PHONE_CASE,
    },
    {
      name: 'ask_first', title: '没同意先别到付', when: { agreed: 'no', parcel: 'not_sent' }, verdict: 'ineligible', whoPays: null,
      steps: ['请买家不要到付，按售后单里的地址寄回', '质量问题的运费由商家承担，可先垫付留好凭证，或用上门取件', '买家等了很久没人理的，先致歉并马上处理售后单'],
      sentence: '请先不要到付寄回哦，按售后单的指引寄出即可；质量问题的运费由商家承担，请留好寄件凭证。',
      because: '未经同意的到付常被拒收，费用也贵，容易起纠纷', source: PHONE_CASE,
    },
    {
      name: 'no_reason', title: '擅自到付，无理由', when: { agreed: 'no', parcel: 'sent', reason: 'no_reason' }, verdict: 'buyer', whoPays: 'buyer',
      steps: ['签收并保留到付单据，不要拒收让包裹来回', '说明无理由退货的运费由买家承担，有分歧请平台核实', '检查是不是我们没及时回应，致歉'],
      sentence: '无理由退货的运费由买家承担，这次未事先约定到付，到付费需要您这边承担，有疑问可以请平台核实。',
      because: '服务态度不好也不改变运费归属，但要为怠慢致歉', source: PHONE_CASE,
    },
    {
      name: 'shop_fault', title: '擅自到付，商家原因', when: { agreed: 'no', parcel: 'sent', reason: 'shop_fault' }, verdict: 'person', whoPays: 'seller',
      steps: ['先签收，退货运费本就由商家承担', '到付比普通件贵出的部分由售后主管定，不向买家开口要钱'],
      sentence: '商家原因的退货运费由商家承担，这次的到付费用由售后核实后处理。',
      because: '运费归商家是质量问题的规则，到付方式未约定，差额要人来定', source: practice('文章只裁定了无理由时的到付；商家原因的到付按“质量问题运费由商家承担”推得，差额由人定'),
    },
  ],
});
