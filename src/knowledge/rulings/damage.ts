// Goods that arrive damaged: who takes them back and who bears the freight, whoever broke them on the way.
import { article, law } from './source.ts';
import { choice, choiceTable } from './table.ts';

const VASE = article('course', '买家当场验出花瓶破损而拒签并拍照；商品有问题，不管是商家还是快递的责任，商家都要同意退货、全额退款并承担运费，再凭证据向快递索赔');
const AT_DOOR = article('peak', '收到破损的建议直接拒签；已经签收的先安抚再换货');

export const damage = choiceTable({
  id: 'ship.damage',
  title: '到货破损',
  about: '商品送到时有破损，由谁处理、运费谁出',
  keys: {
    carrier: choice('快递由谁选', { shop: '店铺的合作快递', buyer_own: '买家自己另找的快递' }),
    stage: choice('签收情况', { at_door: '快递还在门口', refused: '已当场拒签', signed: '已签收' }),
    cause: choice('破损原因', { courier: '有证据是运输中损坏', shop: '商家包装或出货时已损坏', unknown: '还不清楚', in_use: '签收后使用中损坏' }),
    proof: choice('照片或快递单注明', { yes: '有', no: '没有' }),
  },
  rows: [
    {
      name: 'own_courier', title: '买家自选快递', when: { carrier: 'buyer_own' }, verdict: 'person', whoPays: null,
      steps: ['核对买家另选快递的聊天记录', '帮买家整理向快递索赔要的材料', '由售后主管定'],
      sentence: '您这单是另选的快递承运，破损情况我们先登记，由售后核实后跟您沟通。',
      because: '买家另行选择快递的，运输风险不当然由商家承担，需要看约定', source: law('电子商务法 第二十条', '运输中的风险和责任由经营者承担，消费者另行选择快递的除外'),
    },
    {
      name: 'at_door', title: '没签收就拒签', when: { carrier: 'shop', stage: 'at_door' }, verdict: 'seller', whoPays: 'seller',
      steps: ['建议当面拒签，请快递员在单上注明并拍照', '登记后由我们联系快递，买家不必与快递争执', '退回或补发的运费由商家承担'],
      sentence: '如果当面发现破损，建议您直接拒签并拍照，后续由我们与快递沟通，退回的运费由商家承担。',
      because: '签收前拒签，责任最清楚', source: AT_DOOR,
    },
    {
      name: 'refused', title: '破损已拒签', when: { carrier: 'shop', stage: 'refused' }, verdict: 'seller', whoPays: 'seller',
      steps: ['同意退货退款，全额退', '来回运费商家承担，不向买家收', '有运输损坏证据的，商家自己向快递索赔'],
      sentence: '破损拒签的订单由我们按规则为您办理退款，来回运费由商家承担。',
      because: '商品有问题，无论是商家还是快递的责任，都由商家对买家负责', source: VASE,
    },
    {
      name: 'in_use', title: '使用中损坏', when: { carrier: 'shop', stage: 'signed', cause: 'in_use' }, verdict: 'person', whoPays: null,
      steps: ['不质疑买家，请其说明经过并发照片', '核实是质量问题还是人为，按三包或保修口径办'],
      sentence: '麻烦您把损坏的情况和照片发来，我们核实后按三包和店铺公示的售后规则处理。',
      because: '签收后使用中损坏要先分清是质量问题还是外力', source: article('aftersale', '收到货先检查确认是否质量问题，再定退、换还是修'),
    },
    {
      name: 'unproven', title: '已签收，先要照片', when: { carrier: 'shop', stage: 'signed', cause: ['courier', 'shop', 'unknown'], proof: 'no' }, verdict: 'person', whoPays: null,
      steps: ['先安抚致歉', '请买家拍下破损处、外包装和面单', '登记给售后核实；核实前不提让买家出运费'],
      sentence: '很抱歉让您收到这样的商品，麻烦拍一下破损处、外包装和快递单，我们马上登记核实。',
      because: '处理要有凭据，但举证不是为难买家', source: AT_DOOR,
    },
    {
      name: 'by_courier', title: '运输损坏', when: { carrier: 'shop', stage: 'signed', cause: 'courier', proof: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['先为买家办换货或退货退款', '运费由商家承担', '凭证据由商家向快递公司索赔，不让买家去找快递'],
      sentence: '破损的商品我们按规则为您办理退换，运费由商家承担，快递那边由我们去沟通。',
      because: '商家先对买家负责，再向快递追偿', source: VASE,
    },
    {
      name: 'by_shop', title: '已签收的破损', when: { carrier: 'shop', stage: 'signed', cause: ['shop', 'unknown'], proof: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['致歉，按买家意愿换货或退货退款', '运费由商家承担'],
      sentence: '很抱歉，破损的商品我们按规则为您办理退换，运费由商家承担。',
      because: '“寄出时是好的”不是让买家出运费的理由', source: VASE,
    },
  ],
});
