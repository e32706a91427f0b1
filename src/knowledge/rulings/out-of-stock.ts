// Goods that ran out, before or after the order was paid.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const CONTACT = article('peak', '库存不足等情况要第一时间联系买家解释处理，不要等买家找上门');
const PRESALE = article('trouble', '热卖款断货可以转为预售，但只能在确定了出货期时用');

export const outOfStock = choiceTable({
  id: 'prod.out_of_stock',
  title: '缺货断货',
  about: '没货了：未下单怎么答，已付款怎么办',
  keys: {
    order: choice('订单', { none: '还没下单', paid: '已付款' }),
    restock: choice('出货期', { fixed: '已确定', unknown: '不确定' }),
    wish: choice('买家', { waits: '愿意等', refund: '要退款', not_asked: '还没联系' }),
  },
  rows: [
    {
      name: 'presale', title: '出货期定了可预售', when: { order: 'none', restock: 'fixed' }, verdict: 'eligible', whoPays: null,
      steps: ['挂预售并在商品页标明发货时间', '客服只照商品页说'],
      sentence: '这款目前是预售，发货时间以商品页标注的为准，您看好再拍哦。',
      because: '商品页标的时间就是约定，到期要发得出', source: PRESALE,
    },
    {
      name: 'remind', title: '出货期不定', when: { order: 'none', restock: 'unknown' }, verdict: 'no_promise', whoPays: null,
      steps: ['不说哪天到货、不答应留货', '请买家设到货提醒，或推荐相近款'],
      sentence: '这款补货时间还没定，您可以点商品页的到货提醒，补货后系统会通知您。',
      because: '不确定的到货日期不能承诺', source: PRESALE,
    },
    {
      name: 'refund', title: '已付款要退', when: { order: 'paid', wish: 'refund' }, verdict: 'seller', whoPays: null,
      steps: ['致歉并同意退款，原因选缺货，不引导改原因', '登记库存，改页面'],
      sentence: '非常抱歉这款缺货了，您可以在订单页申请退款，我们会按规则尽快处理。',
      because: '缺货责任在商家', source: CONTACT,
    },
    {
      name: 'contact', title: '先联系买家', when: { order: 'paid', wish: 'not_asked' }, verdict: 'seller', whoPays: null,
      steps: ['第一时间主动联系，如实说明缺货', '给出等货、换款、退款三种办法让买家选', '发货时限照走，不因缺货停钟'],
      sentence: '非常抱歉，您拍的这款库存不足，可以等补货、换款或申请退款，您看哪种合适？',
      because: '等买家来问就晚了', source: CONTACT,
    },
    {
      name: 'agree_time', title: '愿意等，定好时间', when: { order: 'paid', wish: 'waits', restock: 'fixed' }, verdict: 'running', whoPays: null,
      steps: ['在聊天里约定新的最晚发货时间并备注，成为 ship.dispatch 的 agreedAt', '时间要留余地，由售前主管确认'],
      sentence: '感谢您愿意等，最晚发货时间由专人与您约定并备注，到时以快递揽收为准。',
      because: '双方约好的时间代替默认时限', source: article('course', '有约定的按约定的时间发货'),
    },
    {
      name: 'no_time', title: '愿意等，时间不定', when: { order: 'paid', wish: 'waits', restock: 'unknown' }, verdict: 'person', whoPays: null,
      steps: ['说明时间不确定，建议退款或换款', '坚持等的转主管，定期告知'],
      sentence: '感谢您愿意等，不过补货时间还没定，您也可以先申请退款，或由专人帮您看看相近款。',
      because: '没有确定时间的等待，发货时限仍在走', source: CONTACT,
    },
  ],
});
