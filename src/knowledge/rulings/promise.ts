// What may be said when a buyer asks for more speed than was published: earlier dispatch, the same day, arrival by a day.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const EARLY = article('peak', '买家要求提前发货，能优先就尽量优先，不能就实事求是地解释，切勿过分允诺');

export const promise = choiceTable({
  id: 'ship.promise',
  title: '时效要求',
  about: '买家要求提前发货、当天发货或某天送到时，能说到哪一步',
  keys: {
    asked: choice('买家要求的', { earlier: '提前发货', same_day: '当天或几点前发货', arrive_by: '某天之前送到' }),
    stock: choice('仓库能否提前', { can: '能优先安排', cannot: '不能或不清楚' }),
  },
  rows: [
    {
      name: 'earlier', title: '能优先就备注优先', when: { asked: 'earlier', stock: 'can' }, verdict: 'eligible', whoPays: null,
      steps: ['在订单上备注优先安排', '只说尽量优先，不说具体日期和钟点'],
      sentence: '已为您备注尽量优先安排，发货时间仍以店铺公示和快递揽收为准。',
      because: '能优先的尽量满足，但说出时间就成了约定', source: EARLY,
    },
    {
      name: 'not_earlier', title: '不能提前就如实说', when: { asked: 'earlier', stock: 'cannot' }, verdict: 'no_promise', whoPays: null,
      steps: ['如实解释不能提前的原因', '请买家按公示时限考虑'],
      sentence: '这单目前会按店铺公示的时限安排，提前发出没有把握，先跟您如实说明。',
      because: '做不到却答应，比说明做不到更伤店铺', source: EARLY,
    },
    {
      name: 'same_day', title: '当天发货不能答应', when: { asked: 'same_day' }, verdict: 'no_promise', whoPays: null,
      steps: ['不回答“可以”“能”，只说公示时限', '追问是非、要求截图为证的，转售前主管并留存聊天记录'],
      sentence: '发货时间以店铺公示和快递揽收为准，我们会尽快安排，具体到哪一天没法提前说定。',
      because: '客服一句“可以”就是承诺，当天发不出即被投诉违背承诺', source: article('trouble', '有人先问能不能当天发货，客服答可以后便拍下偏远地区、货到付款的订单，发不出就投诉违背承诺'),
    },
    {
      name: 'arrive_by', title: '到货只能估计', when: { asked: 'arrive_by' }, verdict: 'no_promise', whoPays: null,
      steps: ['按距离给大致天数', '说明以物流为准，不保证几日内送到'],
      sentence: '到货时间要看距离和物流情况，只能给您一个大致估计，以物流实际派送为准。',
      because: '送达由快递决定，答应几日内送到是替别人承诺', source: article('peak', '按远近估算大致的送货时间告诉买家，切记不要保证几日内一定送到'),
    },
  ],
});
