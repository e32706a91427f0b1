// Wrong or missing items, and parcels that went to a wrong address.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const MISSING = article('peak', '买家反映错发漏发，先安抚，再查明原因，及时补发');

export const wrongItem = choiceTable({
  id: 'ship.wrong_item',
  title: '错发漏发',
  about: '收到的与订单不符、少件，或送错地方，怎么办、运费谁出',
  keys: {
    what: choice('情况', { missing: '少发', wrong: '发错', wrong_place: '没送到买家指定的地址' }),
    proof: choice('照片或称重、面单', { yes: '有', no: '还没有' }),
    address: choice('订单上的地址', { right: '买家填的对', buyer_error: '买家填错' }),
  },
  rows: [
    {
      name: 'address_error', title: '买家填错地址', when: { what: 'wrong_place', address: 'buyer_error' }, verdict: 'person', whoPays: null,
      steps: ['联系快递能否改派', '改派或退回的费用按快递规则与买家商量', '下单后核对地址可以避免'],
      sentence: '我们帮您联系快递看能否改派，产生的费用和办法核实后与您商量。',
      because: '地址不是商家写错的，但先帮忙', source: article('course', '订单核实时与买家核对收货信息，避免出错'),
    },
    {
      name: 'wrong_place', title: '没送到指定地址', when: { what: 'wrong_place', address: 'right' }, verdict: 'seller', whoPays: 'seller',
      steps: ['由商家联系快递追回或重派', '不让买家自己找', '追不回的补发或退款，由售后定'],
      sentence: '很抱歉，包裹没有送到您填写的地址，由我们联系快递核实处理，您不用自己去找。',
      because: '送错地方由商家与快递解决', source: article('peak', '快递送错地点、没送到指定地点，是常见物流投诉；与买家核对地址、选合适的快递'),
    },
    {
      name: 'asked_proof', title: '先致歉、请拍照', when: { what: ['missing', 'wrong'], proof: 'no' }, verdict: 'person', whoPays: null,
      steps: ['先安抚致歉，不质疑', '请买家拍商品、面单和外包装', '查发货单、称重和监控'],
      sentence: '很抱歉给您添麻烦了，麻烦拍一下收到的商品和快递单，我们登记核实。',
      because: '查明原因才能补对', source: MISSING,
    },
    {
      name: 'missing', title: '少发补发', when: { what: 'missing', proof: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['核对发货单，确认缺哪件', '及时补发，运费由商家承担；买家不想等的办部分退款', '回头查配货：品种多时要打印发货单逐件核对'],
      sentence: '核实少发后会为您安排补发，补发的运费由商家承担。',
      because: '商品多时快递单显示不全，配货容易漏', source: article('course', '电子面单显示有限，品种多时容易漏发，要打印发货单核对'),
    },
    {
      name: 'wrong', title: '发错换回', when: { what: 'wrong', proof: 'yes' }, verdict: 'seller', whoPays: 'seller',
      steps: ['为买家换对的，或退货退款', '来回运费由商家承担', '查备注有没有漏看（颜色、型号、定制要求）'],
      sentence: '发错货是我们的疏忽，会为您办理换货或退货，来回运费由商家承担。',
      because: '发错责任在商家', source: article('course', '商品发错、质量有问题等，符合条件应立即备注并安排换货'),
    },
  ],
});
