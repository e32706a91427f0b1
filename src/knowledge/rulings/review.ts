// Reviews: blackmail with a bad one, rewards for a good one, and honest complaints.
import { article, practice } from './source.ts';
import { choice, choiceTable } from './table.ts';

export const review = choiceTable({
  id: 'svc.review',
  title: '评价',
  about: '买家以差评要挟、问好评奖励，或真有不满时怎么办',
  keys: { demand: choice('买家', { cash: '索要现金或不合理折扣，否则差评、投诉', reward: '问好评有什么奖励', complaint: '对商品或服务真有不满' }) },
  rows: [
    {
      name: 'blackmail', title: '要挟：留证，不给钱', when: { demand: 'cash' }, verdict: 'person', whoPays: null,
      steps: ['转主管，不给现金', '引导对方明确说出目的，保留聊天和通话记录', '凭要求现金、不合理折扣的证据向平台申诉', '回头查自己页面有没有违规处'],
      sentence: '您的诉求已转专人跟进，我们会按平台规则核实处理。',
      because: '用现金请走差评师，只会招来更多', source: article('trouble', '遇差评师要周旋，引导其明说目的并保留证据，提供给平台申诉；证据包括明确要求不合理折扣或现金'),
    },
    {
      name: 'reward', title: '不以返现换好评', when: { demand: 'reward' }, verdict: 'no_promise', whoPays: null,
      steps: ['感谢支持，请按真实感受评价', '不提返现、红包、截图'],
      sentence: '感谢您的支持，期待您的真实评价，我们不以返现换取评价哦。',
      because: '有偿好评是违规', source: practice('平台禁止有偿评价；好评的首要条件是商品质量'),
    },
    {
      name: 'complaint', title: '真不满：先解决', when: { demand: 'complaint' }, verdict: 'seller', whoPays: null,
      steps: ['电话或聊天沟通，弄清不满的原因', '提出对应的办法协商', '谈不成也礼貌致歉，解释写在评价回复里'],
      sentence: '很抱歉这次没有让您满意，麻烦告诉我们具体哪里不好，我们登记后由专人跟进处理。',
      because: '评价是结果，不满的原因才要解决', source: article('worries', '中差评要沟通了解不满的原因并提出方案，结果不如意也要有礼貌、表达歉意'),
    },
  ],
});
