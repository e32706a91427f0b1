// Addresses that the courier does not deliver to.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const AREA = article('course', '超区最难处理：快递放到最近网点要买家自取，买家多半不愿意；应在核实订单时就确认是否超区，与买家沟通改发其他快递');

export const outOfArea = choiceTable({
  id: 'ship.area',
  title: '地址超区',
  about: '收货地快递送不到时，发货前后分别怎么办',
  keys: {
    stage: choice('进度', { before: '还没发货', on_way: '已在途，到了最近网点' }),
    collects: choice('买家愿意自取', { yes: '愿意', no: '不愿意或没问过' }),
  },
  rows: [
    {
      name: 'before', title: '发货前换快递', when: { stage: 'before' }, verdict: 'seller', whoPays: null,
      steps: ['核实订单时就查网点', '与买家商量能送到的快递，差价事先说明', '商量不成的可取消'],
      sentence: '您的地址默认快递可能送不到，我们先帮您核对网点，再和您商量合适的快递。',
      because: '事先核对，免得退件', source: AREA,
    },
    {
      name: 'collects', title: '买家愿意自取', when: { stage: 'on_way', collects: 'yes' }, verdict: 'eligible', whoPays: null,
      steps: ['告知网点地址和取件要带的东西', '道歉并登记，下次换快递'],
      sentence: '感谢您的理解，包裹在离您最近的网点，取件信息以物流短信为准，这边也做了登记。',
      because: '买家同意就不必转运', source: AREA,
    },
    {
      name: 'refuses', title: '买家不愿自取', when: { stage: 'on_way', collects: 'no' }, verdict: 'seller', whoPays: 'seller',
      steps: ['由商家联系快递转派，或收回改发其他快递', '费用商家承担，不把买家推给快递', '退件的按未收到货退款'],
      sentence: '很抱歉没有送到您的地址，我们来联系快递协商，转派的费用由商家承担。',
      because: '快递是商家选的，超区应在发货前查清', source: AREA,
    },
  ],
});
