// The cash-on-delivery trap: the same day is asked, the address is remote, the parcel cannot leave, and the shop is reported.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const TRAP = article('trouble', '差评师先问能否当天发货，客服答可以，便拍下偏远地址、货到付款的订单；当天发不出就投诉违背承诺');

export const codTrap = choiceTable({
  id: 'pay.cod_trap',
  title: '货到付款陷阱',
  about: '当天发货、货到付款、偏远地区凑在一起时怎么答',
  keys: {
    same_day: choice('当天发货', { not_asked: '没问', asked: '问了，还没答', promised: '客服已答应' }),
    cod: choice('货到付款', { yes: '要', no: '不要' }),
    remote: choice('收货地', { yes: '偏远地区', no: '一般地区' }),
  },
  rows: [
    {
      name: 'promised', title: '已经答应了', when: { same_day: 'promised' }, verdict: 'person', whoPays: null,
      steps: ['马上报售前主管，尽量当天交快递揽收', '发不出的，主动联系买家说明，不再加新的承诺', '留存聊天记录和订单；对方开口要折扣、现金的，引导其说清楚并截图，用于申诉'],
      sentence: '您这单我们已请专人跟进发货，进度以物流揽收为准，有变化会主动联系您。',
      because: '承诺已经生效，只能尽力履行并留证', source: article('trouble', '被投诉后要懂得周旋，引导对方说出目的并保留证据，向平台申诉'),
    },
    {
      name: 'trap', title: '三样凑齐', when: { same_day: 'asked', cod: 'yes', remote: 'yes' }, verdict: 'no_promise', whoPays: null,
      steps: ['转人工，按“疑似职业索赔”对待但不点破', '只说公示时限和店铺支持的付款方式', '留存聊天记录、收货地址和付款方式'],
      sentence: '发货时间以店铺公示和快递揽收为准，付款方式以下单页显示为准，已为您转人工核对收货地址。',
      because: '当天 + 货到付款 + 偏远是典型的索赔组合', source: TRAP,
    },
    {
      name: 'same_day', title: '只问当天', when: { same_day: 'asked' }, verdict: 'no_promise', whoPays: null,
      steps: ['只说公示时限，不回答“可以”'],
      sentence: '发货时间以店铺公示和快递揽收为准，我们会尽快安排。',
      because: '答应当天就是把柄', source: TRAP,
    },
    {
      name: 'cod_only', title: '货到付款看页面', when: { same_day: 'not_asked', cod: 'yes' }, verdict: 'eligible', whoPays: null,
      steps: ['按店铺是否支持货到付款如实回答', '偏远地区先核对快递能否送到'],
      sentence: '是否支持货到付款以下单页显示为准，收货地址能否送到我们可以帮您核对。',
      because: '没有要时效，就没有陷阱，如实回答即可', source: article('course', '核实订单时要确认收货地是否超区'),
    },
    {
      name: 'none', title: '没有这些信号', when: { same_day: 'not_asked', cod: 'no' }, verdict: 'eligible', whoPays: null,
      steps: ['照常接待'],
      sentence: '付款后我们会按店铺公示的时限为您安排发货。',
      because: '偏远地区本身不是风险', source: article('course', '对客户的咨询始终坚持专业客观、诚信第一'),
    },
  ],
});
