// Who pays for sending goods back, by the real reason of the return.
import { article, law } from './source.ts';
import { choice, choiceTable } from './table.ts';

const FAULT = article('course', '商品有质量问题的，不论责任在商家还是快递，退货退款、运费都由商家承担');

export const returnFreight = choiceTable({
  id: 'ret.freight',
  title: '退货运费',
  about: '退回商品的运费谁出：看真实的退货原因、双方有没有约定、有没有运费险',
  keys: {
    reason: choice('退货原因', { quality: '质量问题', damaged: '到货破损', wrong_item: '发错、漏发', not_as_described: '与描述不符', no_reason: '不喜欢、尺码不合适等无理由' }),
    agreed: choice('商家答应承担运费', { yes: '答应过', no: '没有' }),
    insured: choice('运费险', { yes: '有', no: '没有' }),
  },
  rows: [
    {
      name: 'quality', title: '质量问题商家出', when: { reason: 'quality' }, verdict: 'seller', whoPays: 'seller',
      steps: ['致歉，请买家发照片', '售后单选质量问题，运费由商家承担', '不把质量问题说成无理由来省运费'],
      sentence: '质量问题的退货运费由商家承担，请您发一下照片，我们登记核实。',
      because: '商品有问题不是买家的责任', source: FAULT,
    },
    {
      name: 'damaged', title: '破损商家出', when: { reason: 'damaged' }, verdict: 'seller', whoPays: 'seller',
      steps: ['请买家拍破损处和外包装', '运费由商家承担，商家再向快递追偿'],
      sentence: '收到破损的退货运费由商家承担，请您拍照发来，我们登记核实。',
      because: '运输风险由商家对买家承担', source: FAULT,
    },
    {
      name: 'wrong_item', title: '发错漏发商家出', when: { reason: 'wrong_item' }, verdict: 'seller', whoPays: 'seller',
      steps: ['致歉，请买家拍照', '补发或换货，来回运费由商家承担'],
      sentence: '发错或漏发是我们的疏忽，退换的运费由商家承担，请您拍照发来核实。',
      because: '发错漏发责任在商家', source: article('peak', '漏发的先安抚、查明原因、及时补发；运费归商家由质量问题的规则推得'),
    },
    {
      name: 'not_as_described', title: '与描述不符商家出', when: { reason: 'not_as_described' }, verdict: 'seller', whoPays: 'seller',
      steps: ['请买家说明哪里不符并拍照', '对照详情页核实', '核实后运费由商家承担，并改详情页'],
      sentence: '如果商品与页面描述不符，退货运费由商家承担，请您发照片，我们对照页面核实。',
      because: '页面怎么写是商家的责任', source: article('peak', '标题与实际设置不一致属于描述不符，容易引起投诉；运费归商家由质量问题的规则推得'),
    },
    {
      name: 'agreed', title: '答应过就算', when: { reason: 'no_reason', agreed: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['翻聊天记录，确认是谁、怎么答应的', '确实答应过就照办', '提醒同事以后按公示说'],
      sentence: '这单的退货运费我们会按之前与您约定的办理，请您按页面提示寄回。',
      because: '双方达成一致的就有效，反悔即违背承诺', source: law('网络购买商品七日无理由退货暂行办法 第十八条', '退回运费由消费者承担，双方另有约定的按约定'),
    },
    {
      name: 'insured', title: '无理由，有运费险', when: { reason: 'no_reason', agreed: 'no', insured: 'yes' }, verdict: 'buyer', whoPays: 'insurance',
      steps: ['说明买家先垫付，运费险按平台规则补贴', '不说补贴多少，以保险结果为准'],
      sentence: '无理由退货的运费由买家先付，订单带运费险的，由保险按平台规则补贴。',
      because: '运费险是保险公司按规则赔付，不是商家承诺', source: article('course', '“7 天无理由退换货”的邮费默认由买家自己承担'),
    },
    {
      name: 'no_reason', title: '无理由买家出', when: { reason: 'no_reason', agreed: 'no', insured: 'no' }, verdict: 'buyer', whoPays: 'buyer',
      steps: ['说明无理由退货运费默认由买家承担', '提醒自行寄回、不要到付'],
      sentence: '无理由退货的运费默认由买家承担，如果是质量问题则由商家承担，请您按实际情况选择原因。',
      because: '默认规则；不因买家不满意就改口包运费', source: article('course', '“7 天无理由退换货”的邮费默认由买家自己承担'),
    },
  ],
});
