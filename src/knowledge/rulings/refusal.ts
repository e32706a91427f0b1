// A parcel that the buyer refuses: may they, and is freight taken off the refund?
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const POWER_BANK = article('course', '充电宝付款当天就被揽收，三天后买家以未按约定时间发货申请退款并拒收；商家在 72 小时内发了货，买家对商品也没有异议，属无理由拒收，退款可扣除邮费');

export const refusal = choiceTable({
  id: 'ship.refusal',
  title: '拒收',
  about: '买家拒收包裹，退款要不要扣运费；快递不让验货或拒签时怎么办',
  keys: {
    courier: choice('快递员', { allows: '让验货、让拒签', blocks: '不让验货或不让拒签' }),
    why: choice('拒收原因', { damaged: '破损', wrong_item: '发错、与订单不符', no_reason: '对商品没有异议' }),
    dispatch: choice('发货（见 ship.dispatch）', { kept: '按时', breach: '超过时限' }),
  },
  rows: [
    {
      name: 'blocked', title: '快递不让验货或拒签', when: { courier: 'blocks' }, verdict: 'seller', whoPays: null,
      steps: ['请买家联系售后，由商家与快递协商', '不让买家卷进与快递的争执', '登记该网点，多次如此考虑换快递'],
      sentence: '如果快递员不让验货或拒签，请联系我们售后，由我们与快递沟通，您不用和快递争执。',
      because: '快递是商家选的，纠纷由商家去谈', source: article('peak', '验货、拒签遭拒时请买家打售后电话，由卖家与快递公司协商，避免买家参与到纠纷中'),
    },
    {
      name: 'fault', title: '破损、发错拒收', when: { courier: 'allows', why: ['damaged', 'wrong_item'] }, verdict: 'seller', whoPays: 'seller',
      steps: ['请买家拍照、让快递员在单上注明', '全额退款或补发，来回运费由商家承担'],
      sentence: '破损或发错的包裹可以拒收，麻烦拍张照片，来回运费由商家承担。',
      because: '有理由的拒收，不扣买家的运费', source: article('course', '花瓶破损当场拒签，商家应全额退款并承担来回运费'),
    },
    {
      name: 'late', title: '发货超时的拒收', when: { courier: 'allows', why: 'no_reason', dispatch: 'breach' }, verdict: 'seller', whoPays: 'seller',
      steps: ['同意退款，不扣运费', '致歉并登记超时原因'],
      sentence: '很抱歉，这单发货超过了约定时限，拒收后可以在订单里申请退款，我们按平台规则处理。',
      because: '商家未按约定时间发货在先', source: article('course', '未按约定时间发货的，视为卖家违约'),
    },
    {
      name: 'no_reason', title: '无理由拒收', when: { courier: 'allows', why: 'no_reason', dispatch: 'kept' }, verdict: 'buyer', whoPays: 'buyer',
      steps: ['提交揽收记录，说明在时限内发货', '包裹退回后退款，可扣除邮费', '好言说明，不指责'],
      sentence: '这单在时限内已发出，拒收可以按无理由退货办理，运费按规则由买家承担，退款会扣除邮费。',
      because: '按时发货且对商品无异议，属无理由拒收', source: POWER_BANK,
    },
  ],
});
