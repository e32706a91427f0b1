// Price protection: the price fell after the purchase. What can be refunded is the shop's published rule and a person's sum, never the bot's.
import { DAY_MS } from './instant.ts';
import { article, practice } from './source.ts';
import { choice, derivedTable, instant, published } from './table.ts';

const PREPARE = article('peak', '大促前要备好预案：之前购买的买家投诉价格怎么处理');

export const priceProtect = derivedTable({
  id: 'promo.price_protect',
  title: '价格保护',
  about: '买后降价，能不能申请价保：看店铺公示的价保天数和降价的形式；退多少由人核算',
  keys: {
    paidAt: instant('买家付款时间'),
    askedAt: instant('买家提出的时间'),
    publishedDays: published('店铺公示的价保天数', 'promotion.price_protect_days'),
    drop: choice('降价形式', { page_price: '同款页面价降低', coupon: '新出的券、满减、赠品或限量秒杀' }),
  },
  facts: {
    window: choice('期限', { open: '价保期内', past: '已过价保期', none: '店铺没有公示价保' }),
    drop: choice('降价形式', { page_price: '页面价', coupon: '券、满减、赠品、秒杀' }),
  },
  read({ paidAt, askedAt, publishedDays, drop }) {
    const deadline = publishedDays === null ? null : paidAt + publishedDays * DAY_MS;
    return { facts: { window: deadline === null ? 'none' : askedAt <= deadline ? 'open' : 'past', drop }, deadline };
  },
  rows: [
    {
      name: 'unpublished', title: '没有公示价保', when: { window: 'none' }, verdict: 'person', whoPays: null,
      steps: ['不说“不退”，也不答应退', '登记给售后主管，按活动预案答复'],
      sentence: '价格变动的情况我们先为您登记，由专人核对活动规则后答复您。',
      because: '没有公示的规则，机器人和客服都无权定', source: PREPARE,
    },
    {
      name: 'past', title: '过了价保期', when: { window: 'past' }, verdict: 'ineligible', whoPays: null,
      steps: ['核对付款时间和公示天数', '说明期限，可介绍当前活动'],
      sentence: '价保期限从付款起算，这单已经过了店铺公示的价保期，当前活动您可以看看活动页面。',
      because: '期限以公示为准', source: practice('公示几天就是几天，从付款起算'),
    },
    {
      name: 'page_price', title: '价保期内降价', when: { window: 'open', drop: 'page_price' }, verdict: 'eligible', whoPays: 'seller',
      steps: ['引导在订单里申请价格保护', '金额由系统或售后核算，不说退多少', '登记'],
      sentence: '这单还在价保期内，您可以在订单里申请价格保护，差价以系统核算结果为准。',
      because: '公示了价保就要办，金额按实付差价核算', source: PREPARE,
    },
    {
      name: 'coupon', title: '券和秒杀要人核', when: { window: 'open', drop: 'coupon' }, verdict: 'person', whoPays: null,
      steps: ['核对活动规则：券、满减、赠品、秒杀是否计入价保', '由售后答复'],
      sentence: '优惠券、满减和秒杀是否计入价保要看活动规则，我们登记后由专人为您核对。',
      because: '各活动口径不同，不能一概答应', source: PREPARE,
    },
  ],
});
