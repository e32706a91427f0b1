// A parcel that was marked as sent but is not scanned (false shipping), or that has stopped moving.
import { HOUR_MS } from './instant.ts';
import { article } from './source.ts';
import { choice, derivedTable, instant, instantOrNone } from './table.ts';

/** Hours without a new scan after which a parcel counts as stalled ("超过两天没有更新"). */
export const STALLED_HOURS = 48;

const STALLED = article('course', '物流信息超过两天没更新，可能是天气、车辆在途或收货地偏远；例：女包在中转站停了三天，买家要求答复');

export const tracking = derivedTable({
  id: 'ship.tracking',
  title: '物流不更新与虚假发货',
  about: '点了发货却没有揽收，或物流停住不动，怎么看、怎么办',
  keys: {
    markedAt: instant('商家点发货的时间'),
    scannedAt: instantOrNone('快递揽收扫描时间'),
    lastScanAt: instantOrNone('最近一次物流更新的时间'),
    now: instant('判断时的时间'),
    season: choice('时期', { ordinary: '平时', peak: '大促、恶劣天气等物流高峰' }),
  },
  facts: {
    scan: choice('揽收', { waiting: '点发货两天内，未揽收', missing: '点发货超过两天，仍未揽收', moving: '已揽收，两天内有更新', stalled: '已揽收，超过两天没有更新' }),
    season: choice('时期', { ordinary: '平时', peak: '高峰' }),
  },
  read({ markedAt, scannedAt, lastScanAt, now, season }) {
    const since = scannedAt === null ? markedAt : Math.max(scannedAt, lastScanAt ?? scannedAt);
    const deadline = since + STALLED_HOURS * HOUR_MS;
    const within = now <= deadline;
    const scan = scannedAt === null ? (within ? 'waiting' : 'missing') : within ? 'moving' : 'stalled';
    return { facts: { scan, season }, deadline };
  },
  rows: [
    {
      name: 'waiting', title: '等快递揽收', when: { scan: 'waiting' }, verdict: 'running', whoPays: null,
      steps: ['确认包裹已交给快递，不只是打了单', '时限仍按 ship.dispatch 算，点发货不停钟'],
      sentence: '包裹在等快递揽收，揽收后物流会更新，发货以揽收时间为准。',
      because: '以揽件记录为准，商家点的发货不算', source: article('course', '是否按时发货一般以物流揽件时间记录为准'),
    },
    {
      name: 'missing', title: '疑似虚假发货', when: { scan: 'missing' }, verdict: 'breach', whoPays: 'seller',
      steps: ['马上查包裹在仓库还是快递手里', '没交的立即交，丢了的补发或退款', '致歉；买家要退款就同意', '不能重复使用或提前上传单号'],
      sentence: '很抱歉，您的包裹还没有揽收记录，我们已登记并向仓库和快递核实；您也可以在订单页申请退款。',
      because: '有单号没揽收，平台可按虚假发货处理，也要防中途丢件', source: article('peak', '发货后没有物流信息的，及时与快递公司联系了解原因，以防中途丢件'),
    },
    {
      name: 'moving', title: '运输中', when: { scan: 'moving' }, verdict: 'running', whoPays: null,
      steps: ['告诉买家在哪里查物流', '不估具体送达时间'],
      sentence: '包裹正在运输中，您可以在订单里查看物流，以实际派送为准。',
      because: '两天内有更新属正常', source: STALLED,
    },
    {
      name: 'stalled_peak', title: '高峰期停住', when: { scan: 'stalled', season: 'peak' }, verdict: 'seller', whoPays: null,
      steps: ['说明高峰期物流压力，致歉', '登记并联系快递核实', '高峰前先发温馨提醒，让买家有准备'],
      sentence: '近期物流压力比较大，包裹更新慢了，很抱歉让您久等，我们已登记并联系快递核实。',
      because: '爆仓要提前告知，但核实不能省', source: article('course', '大促物流爆仓容易收货慢，活动前就要设好物流延误的温馨提醒'),
    },
    {
      name: 'stalled', title: '停了两天以上', when: { scan: 'stalled', season: 'ordinary' }, verdict: 'seller', whoPays: null,
      steps: ['安抚，说明可能的原因', '由商家联系快递核实，登记跟进', '确认丢件的补发或退款'],
      sentence: '包裹超过两天没有更新，可能是天气或中转的原因，很抱歉让您久等，我们已登记并联系快递核实。',
      because: '商家去问快递，不把买家推给快递', source: STALLED,
    },
  ],
});
