// A quality problem, and a claim that the goods are counterfeit: what counts as proof and what follows.
import { article } from './source.ts';
import { choice, choiceTable } from './table.ts';

const SHOES = article('course', '皮鞋穿了几次脱胶，照片能清楚看出问题的，平台一般要求卖家同意申请并全额退款');

export const quality = choiceTable({
  id: 'ret.quality',
  title: '质量问题',
  about: '买家反映质量问题，凭什么认定、怎么处理、运费谁出',
  keys: {
    proof: choice('凭据', { clear: '照片视频能清楚看出', unclear: '看不清或有争议', none: '还没有' }),
    wish: choice('买家要', { refund: '退货退款', exchange: '换货', repair: '维修' }),
  },
  rows: [
    {
      name: 'ask_proof', title: '先致歉、请拍照', when: { proof: 'none' }, verdict: 'person', whoPays: null,
      steps: ['致歉，不质疑买家', '请买家拍问题处和整体，登记售后'],
      sentence: '很抱歉给您带来不好的体验，麻烦把问题处拍照发来，我们登记核实，质量问题的运费由商家承担。',
      because: '弄清具体情况才能对症处理', source: article('aftersale', '前期沟通要了解问题的具体情况并记录，供售后处理'),
    },
    {
      name: 'inspect', title: '看不清的送检', when: { proof: 'unclear' }, verdict: 'person', whoPays: 'seller',
      steps: ['请买家寄回检查，运费商家先承担', '自己认不出的，送供应商或官方售后点检测', '及时告诉买家进展'],
      sentence: '照片里暂时看不出来，可以按售后单寄回检查，质量问题的运费由商家承担，进展会及时告诉您。',
      because: '商家没有鉴别设备的，要送到有能力确认的地方', source: article('aftersale', '确认质量问题常要专业知识，应送到能确认的机构，并与买家及时沟通；寄检运费先由商家承担是我们的谨慎做法'),
    },
    {
      name: 'refund', title: '清楚的质量问题，退', when: { proof: 'clear', wish: 'refund' }, verdict: 'seller', whoPays: 'seller',
      steps: ['同意退货退款，全额', '运费商家承担', '不拒绝、不劝改成无理由'],
      sentence: '质量问题我们按规则为您办理退货退款，运费由商家承担，很抱歉给您添麻烦了。',
      because: '拒绝只会由平台判退并计入纠纷', source: SHOES,
    },
    {
      name: 'exchange', title: '清楚的质量问题，换', when: { proof: 'clear', wish: 'exchange' }, verdict: 'seller', whoPays: 'seller',
      steps: ['备注并安排换货，来回运费商家承担', '没有同款的转退款'],
      sentence: '质量问题可以为您办理换货，来回运费由商家承担，很抱歉给您添麻烦了。',
      because: '符合换货条件应立即备注、安排', source: article('course', '质量有问题可以换货，符合条件立即备注并安排'),
    },
    {
      name: 'repair', title: '清楚的质量问题，修', when: { proof: 'clear', wish: 'repair' }, verdict: 'seller', whoPays: 'seller',
      steps: ['按三包、保修口径安排维修', '往返运费商家承担', '修不好的换或退'],
      sentence: '质量问题可以为您按保修规则安排维修，往返运费由商家承担。',
      because: '维修成本低，但要买家自己愿意', source: article('aftersale', '退、换、修三种办法，维修只需付维修费用，可提高维修率'),
    },
  ],
});

export const counterfeit = choiceTable({
  id: 'prod.counterfeit',
  title: '假货指控',
  about: '买家说是假货时怎么办',
  keys: { proof: choice('买家的凭据', { valid: '有效举证（鉴定、真假对比等）', contested: '有说法，商家不认', none: '没有凭据' }) },
  rows: [
    {
      name: 'valid', title: '有效举证', when: { proof: 'valid' }, verdict: 'seller', whoPays: 'seller',
      steps: ['转售后主管，同意退货退款', '查货源，下架核对', '不与买家争辩'],
      sentence: '您反映的情况已转专人处理，会按平台规则为您办理退货退款，运费由商家承担。',
      because: '举证有效时平台支持退货退款，并处罚卖家账号', source: article('course', '梁雪买到疑似假货的运动鞋，举证有效，平台支持退货退款并处罚卖家'),
    },
    {
      name: 'contested', title: '有争议', when: { proof: 'contested' }, verdict: 'person', whoPays: null,
      steps: ['转主管，提交授权书、进货凭证', '等平台判定，不指责买家'],
      sentence: '您反映的情况已转专人核实，我们会提供授权和进货凭证，以平台核实结果为准。',
      because: '由平台看双方的凭据', source: article('course', '卖家不承认、拒绝退款时，买家可要求平台介入，看举证'),
    },
    {
      name: 'none', title: '没有凭据', when: { proof: 'none' }, verdict: 'person', whoPays: null,
      steps: ['转主管，说明验真方式', '不说“假一赔命”之类的话'],
      sentence: '您的疑问已转专人核实，也可以按吊牌上的信息查验，方便的话把疑问处拍照发来。',
      because: '售假指控一律由人处理', source: article('course', '举证资料有效与否决定结果'),
    },
  ],
});
