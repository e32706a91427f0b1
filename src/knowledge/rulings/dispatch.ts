// The dispatch clock: has the shop sent in time? The agreed time decides, else 72 hours after payment; the courier's collection scan proves it.
import { HOUR_MS } from './instant.ts';
import { article, practice } from './source.ts';
import { choice, derivedTable, instant, instantOrNone, published } from './table.ts';

/** Hours after payment when nothing else was agreed or published. */
export const DISPATCH_DEFAULT_HOURS = 72;

const CLOCK = article('course', '发货要守约定好的时间；没有约定的，付款后 72 小时内发出；以快递揽件记录的时间为准，过了就算“卖家未按约定时间发货”');
const HONEST = '如实说明时限，只说“尽快”，不说今天、几点';

export const dispatch = derivedTable({
  id: 'ship.dispatch',
  title: '发货时限',
  about: '商家是否按时发货：有约定按约定，预售按商品页，店铺公示了时限按公示，都没有就是付款后 72 小时；以快递揽收记录为准',
  keys: {
    paidAt: instant('买家付款时间'),
    agreedAt: instantOrNone('与买家约定的最晚发货时间'),
    presaleAt: instantOrNone('商品页标注的预售发货时间'),
    publishedHours: published('店铺公示的发货时限，付款后多少小时', 'dispatch.hours'),
    scannedAt: instantOrNone('快递揽收扫描时间'),
    now: instant('判断时的时间'),
  },
  facts: {
    records: choice('时间记录', { in_order: '前后一致', contradict: '互相矛盾（揽收早于付款，或晚于现在，等等）' }),
    basis: choice('时限依据', { agreed: '与买家的约定', presale: '预售页标注', published: '店铺公示', rule: '平台默认 72 小时' }),
    clock: choice('进度', { running: '未揽收，时限未到', kept: '时限内揽收', late: '揽收晚于时限', overdue: '未揽收，已过时限' }),
  },
  read({ paidAt, agreedAt, presaleAt, publishedHours, scannedAt, now }) {
    const basis = agreedAt !== null ? 'agreed' : presaleAt !== null ? 'presale' : publishedHours !== null ? 'published' : 'rule';
    const deadline = agreedAt ?? presaleAt ?? paidAt + (publishedHours ?? DISPATCH_DEFAULT_HOURS) * HOUR_MS;
    const contradict = paidAt > now || deadline < paidAt || (scannedAt !== null && (scannedAt < paidAt || scannedAt > now));
    const clock = scannedAt !== null ? (scannedAt <= deadline ? 'kept' : 'late') : now <= deadline ? 'running' : 'overdue';
    return { facts: { records: contradict ? 'contradict' : 'in_order', basis, clock }, deadline };
  },
  rows: [
    {
      name: 'records', title: '时间记录对不上', when: { records: 'contradict' }, verdict: 'person', whoPays: null,
      steps: ['调出付款记录、约定的聊天记录和快递揽收记录逐一核对', '核对清楚之前不下结论、不许诺'],
      sentence: '您这单的时间记录需要人工核对一下，核对清楚后会尽快给您说明。',
      because: '付款、约定、揽收、现在的先后不合常理，按错的时间判断会判错责任', source: practice('记录互相矛盾时不由表格下结论，转人工核对'),
    },
    {
      name: 'kept', title: '按时发货', when: { records: 'in_order', clock: 'kept' }, verdict: 'kept', whoPays: null,
      steps: ['把揽收时间和单号告诉买家', '买家仍申请“未按约定时间发货”退款时，提交揽收记录举证'],
      sentence: '您这单在约定的发货时限内已由快递揽收，揽收时间以物流记录为准，后续可以在订单里查看物流。',
      because: '揽收扫描在时限之内，商家没有违约；商家自己点的发货时间不算数', source: CLOCK,
    },
    {
      name: 'late', title: '晚于时限才揽收', when: { records: 'in_order', clock: 'late' }, verdict: 'breach', whoPays: 'seller',
      steps: ['先致歉，不辩解', '买家要退款的，同意“未按约定时间发货”，运费不向买家收', '登记原因（仓库还是快递），不再许诺到货时间'],
      sentence: '很抱歉，您这单的揽收时间晚于约定的发货时限，给您添麻烦了，我们按平台规则处理，不会让您承担运费。',
      because: '揽收记录晚于时限，平台按“卖家未按约定时间发货”处理', source: CLOCK,
    },
    {
      name: 'overdue', title: '过了时限还没揽收', when: { records: 'in_order', clock: 'overdue' }, verdict: 'breach', whoPays: 'seller',
      steps: ['致歉并登记催单，转仓库核实', '如实告诉买家还没有揽收，不再许诺新的时间', '买家要退款就同意，不劝留、不引导改退款原因'],
      sentence: '非常抱歉，您这单已经超过约定的发货时限，我们已登记催办；您也可以在订单页申请退款。',
      because: '时限已过而没有揽收记录，买家随时可以按“未按约定时间发货”申请', source: CLOCK,
    },
    {
      name: 'agreed', title: '按约定的时间', when: { records: 'in_order', clock: 'running', basis: 'agreed' }, verdict: 'running', whoPays: null,
      steps: ['把约定的时间写进订单备注并交仓库', '临近时限还发不出，先联系买家，不等买家来问', HONEST],
      sentence: '您这单与您约定过发货时间，会按约定安排，以快递揽收时间为准。',
      because: '双方约定好的时间优先于默认时限，答应早了就要早发，没做到就是违背承诺', source: CLOCK,
    },
    {
      name: 'presale', title: '预售按商品页', when: { records: 'in_order', clock: 'running', basis: 'presale' }, verdict: 'running', whoPays: null,
      steps: ['请买家看商品页标注的预售发货时间', '不把预售时间说早', HONEST],
      sentence: '预售商品的发货时间以商品页标注的为准，以快递揽收时间计算。',
      because: '商品页标注的预售时间就是约定', source: article('worries', '预售商品要提前把发货时间告诉买家，免得活动后成批催货'),
    },
    {
      name: 'published', title: '按店铺公示', when: { records: 'in_order', clock: 'running', basis: 'published' }, verdict: 'running', whoPays: null,
      steps: ['按店铺公示的时限说，不说得更早', HONEST],
      sentence: '发货时限以店铺公示为准，从付款起算，以快递揽收时间为准，我们会尽快安排。',
      because: '店铺公开写明的时限就是与买家的约定，比 72 小时短也要守', source: CLOCK,
    },
    {
      name: 'rule', title: '没有约定，72 小时', when: { records: 'in_order', clock: 'running', basis: 'rule' }, verdict: 'running', whoPays: null,
      steps: ['没有另外约定的，时限是付款后 72 小时', HONEST],
      sentence: '发货时限从付款起算，没有另行约定的按平台规则执行，以快递揽收时间为准，我们会尽快安排。',
      because: '没有约定时，平台规则给商家付款后 72 小时', source: CLOCK,
    },
  ],
});
