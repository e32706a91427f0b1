// Seven-day return without reason: whether it applies, until when, and the exceptions. Who pays the freight in detail is return-freight.ts.
import { endOfDayAfter } from './instant.ts';
import { article, law } from './source.ts';
import { choice, derivedTable, instant, published } from './table.ts';

/** Days that the law gives; a shop may publish more, not fewer. */
export const RETURN_DAYS = 7;

const EXCEPTIONS = '消费者权益保护法 第二十五条';
const INTACT = '网络购买商品七日无理由退货暂行办法 第八、九条';
const APART = '不一口回绝；质量问题、破损、发错货不受此限，另按对应规则办';

export const sevenDay = derivedTable({
  id: 'ret.seven_day',
  title: '七天无理由退货',
  about: '买家没有理由要退，能不能办：看是否在期限内、是不是例外商品、商品是否完好；运费默认由买家承担',
  keys: {
    signedAt: instant('买家签收时间'),
    askedAt: instant('买家提出退货的时间'),
    publishedDays: published('店铺公示的无理由退货天数', 'returns.days'),
    goods: choice('商品', {
      ordinary: '普通商品', custom: '按买家要求定做', fresh: '生鲜易腐', digital: '在线下载或已拆封的音像、软件', press: '报纸期刊',
      confirmed: '性质不宜退且购买时经买家单独确认',
    }),
    state: choice('商品状态', { intact: '完好', opened: '为查看而拆包装、试穿', seal_broken: '一次性密封包装已拆（食品、化妆品、贴身用品等）', tag_removed: '吊牌已剪或标识不全', used: '已使用、洗过、受污或受损' }),
  },
  facts: {
    window: choice('期限', { open: '期限内', past: '已过期限' }),
    goods: choice('商品', { ordinary: '普通商品', custom: '定做', fresh: '生鲜', digital: '数字化商品', press: '报刊', confirmed: '经确认不宜退' }),
    state: choice('状态', { intact: '完好', opened: '拆开查看', seal_broken: '密封已拆', tag_removed: '吊牌已剪', used: '已使用' }),
  },
  read({ signedAt, askedAt, publishedDays, goods, state }) {
    const deadline = endOfDayAfter(signedAt, Math.max(RETURN_DAYS, publishedDays ?? RETURN_DAYS));
    return { facts: { window: askedAt <= deadline ? 'open' : 'past', goods, state }, deadline };
  },
  rows: [
    {
      name: 'custom', title: '定做的不适用', when: { goods: 'custom' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明定做商品不适用无理由退货，核对下单页是否写明', APART],
      sentence: '按您要求定做的商品不适用七天无理由；如果是质量问题，请发照片给我们核实。',
      because: '定做的商品退回后无法再售', source: law(EXCEPTIONS, '消费者定作的商品不适用无理由退货'),
    },
    {
      name: 'fresh', title: '生鲜不适用', when: { goods: 'fresh' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明生鲜不适用无理由退货', '坏果、变质请买家签收后尽快拍照，按质量问题办', APART],
      sentence: '生鲜商品不适用七天无理由；如果收到有变质或破损，请您拍照发来，我们核实处理。',
      because: '鲜活易腐，退回即损', source: law(EXCEPTIONS, '鲜活易腐的商品不适用无理由退货'),
    },
    {
      name: 'digital', title: '数字化商品不适用', when: { goods: 'digital' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明在线下载或拆封后的数字化商品不适用', APART],
      sentence: '在线下载或已拆封的数字化商品不适用七天无理由，使用中有问题可以发来我们核实。',
      because: '内容已交付，无法收回', source: law(EXCEPTIONS, '在线下载或拆封的音像制品、软件等不适用无理由退货'),
    },
    {
      name: 'press', title: '报刊不适用', when: { goods: 'press' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明已交付的报纸期刊不适用', APART],
      sentence: '报纸期刊类商品不适用七天无理由，如有缺页破损请拍照发来核实。',
      because: '时效性商品', source: law(EXCEPTIONS, '交付的报纸、期刊不适用无理由退货'),
    },
    {
      name: 'confirmed', title: '购买时已确认不宜退', when: { goods: 'confirmed' }, verdict: 'ineligible', whoPays: null,
      steps: ['核对下单时有没有买家的单独确认，没有就按普通商品办', APART],
      sentence: '这类商品下单时已请您确认不适用七天无理由；如果是质量问题，请发照片给我们核实。',
      because: '要有购买时的单独确认才算数，只在详情页写一句不够', source: law(EXCEPTIONS, '依性质不宜退货并经消费者购买时确认的商品，不适用无理由退货'),
    },
    {
      name: 'seal_broken', title: '密封已拆', when: { goods: 'ordinary', state: 'seal_broken' }, verdict: 'ineligible', whoPays: null,
      steps: ['请买家发密封处照片，确认是必要的一次性密封', APART],
      sentence: '食品、化妆品、贴身用品拆开一次性密封后不适用七天无理由；如果是质量问题，请发照片给我们核实。',
      because: '关系卫生安全，拆封后不算完好', source: law(INTACT, '食品、化妆品等必要的一次性密封包装损坏的，视为不完好'),
    },
    {
      name: 'tag_removed', title: '吊牌已剪', when: { goods: 'ordinary', state: 'tag_removed' }, verdict: 'ineligible', whoPays: null,
      steps: ['说明完好标准：吊牌、标识、配件齐全', '吊牌本来就缺或是我们剪的，不在此列，请照片核实', APART],
      sentence: '七天无理由要求吊牌和标识齐全；如果是质量问题或收到时就缺吊牌，请发照片给我们核实。',
      because: '服装鞋帽商标被摘、标识被剪，不算完好', source: law(INTACT, '服装鞋帽等商标标识被摘、被剪或商品受污受损的，视为不完好'),
    },
    {
      name: 'used', title: '已使用或受污', when: { goods: 'ordinary', state: 'used' }, verdict: 'ineligible', whoPays: null,
      steps: ['请买家发照片，不指责', '穿用后才显出的质量问题按质量问题办', APART],
      sentence: '洗过或穿用过的商品不适用七天无理由；如果是质量问题，请发照片给我们核实。',
      because: '影响再次销售，不算完好', source: law(INTACT, '商品受污、受损的视为不完好'),
    },
    {
      name: 'past', title: '过了期限', when: { goods: 'ordinary', state: ['intact', 'opened'], window: 'past' }, verdict: 'ineligible', whoPays: null,
      steps: ['核对签收时间再答', '问清原因，能换的看换货期限', APART],
      sentence: '七天无理由的期限从签收次日起算，这单已经过了期限；如果是质量问题，请发照片给我们核实。',
      because: '无理由退货只在期限内适用，质量责任不随之消失', source: law('网络购买商品七日无理由退货暂行办法 第十条', '期限自签收的次日起算七日'),
    },
    {
      name: 'opened', title: '拆包试穿不影响', when: { goods: 'ordinary', state: 'opened', window: 'open' }, verdict: 'eligible', whoPays: 'buyer',
      steps: ['说明拆包查看、试穿不影响退货', '引导在订单里申请，选真实原因', '寄回前不要到付'],
      sentence: '为了查看拆开包装或试穿不影响七天无理由，配件齐全即可申请；运费默认由买家承担，有运费险的按规则补贴。',
      because: '合理查验不等于使用', source: law(INTACT, '为查验而打开包装、合理调试不影响商品完好'),
    },
    {
      name: 'intact', title: '支持七天无理由', when: { goods: 'ordinary', state: 'intact', window: 'open' }, verdict: 'eligible', whoPays: 'buyer',
      steps: ['引导在订单里申请，选真实原因', '说明运费默认由买家承担，有运费险的按规则补贴', '提醒不要到付寄回'],
      sentence: '商品完好、吊牌配件齐全，可以在期限内申请七天无理由；运费默认由买家承担，有运费险的按规则补贴。',
      because: '无理由退货的邮费默认由买家承担', source: article('course', '“7 天无理由退换货”的邮费默认由买家自己承担'),
    },
  ],
});
