// The four 包邮 rulings, and their neighbours: whether free shipping was promised, and who pays when it was.
import { article, practice } from './source.ts';
import { choice, choiceTable } from './table.ts';

const TEMPLATE_STEP = '按运费模板的金额说，不口头免、不私下加';

export const freeShipping = choiceTable({
  id: 'ship.free',
  title: '包邮',
  about: '这单算不算包邮、运费或差价谁出：看聊天里答应过没有、运费模板、标题和详情页怎么写、是否另选快递',
  keys: {
    courier: choice('快递', { usual: '店铺的包邮快递', upgrade_told: '买家要求换快递（顺丰、EMS 等），差价事先说明了', upgrade_untold: '买家要求换快递，还没说差价' }),
    chat: choice('聊天里', { none: '没提过', agreed: '客服答应过包邮', claimed: '买家说答应过，没查到记录' }),
    template: choice('运费模板', { all: '全国包邮', some: '部分地区包邮', charged: '收运费' }),
    title: choice('标题里的“包邮”', { says: '有', silent: '没有' }),
    detail: choice('详情页', { adds_fee: '写了部分地区加邮费', silent: '没有加收' }),
    region: choice('收货地区', { free: '模板里的包邮地区', excluded: '模板里不包邮的地区' }),
  },
  rows: [
    {
      name: 'upgrade', title: '另选快递补差价', when: { courier: 'upgrade_told' }, verdict: 'kept', whoPays: 'buyer',
      steps: ['按差价链接补拍，金额按实际差价', '补好再发', '确认新快递能送到'],
      sentence: '默认发店铺合作快递，需要换其他快递的，请按“运费差价”链接补拍，我们再为您安排。',
      because: '买家有特殊快递需求而补差价，不算违反包邮承诺', source: article('peak', '包邮快递送不到或买家要求发 EMS、顺丰，与买家沟通补差价，不算违反“包邮”承诺'),
    },
    {
      name: 'upgrade_untold', title: '差价要先说明', when: { courier: 'upgrade_untold' }, verdict: 'person', whoPays: null,
      steps: ['发货前主动说明默认快递和差价，让买家选', '不要等买家来问为什么不发货才提', '详情页写明合作快递'],
      sentence: '默认发店铺合作快递，换其他快递会有运费差价，您确认要换的话，请按“运费差价”链接补拍。',
      because: '合作快递要提前说明，补差价要及时沟通', source: article('peak', '合作快递一定要提前说明，补差价也要及时沟通，不要等买家来问才告知'),
    },
    {
      name: 'agreed', title: '聊天里答应即算包邮', when: { courier: 'usual', chat: 'agreed' }, verdict: 'seller', whoPays: 'seller',
      steps: ['核对聊天记录', '按包邮改价或退运费', '提醒同事：口头一句就算数'],
      sentence: '这单之前与您有过约定，已转专人核对，会按聊天记录里的约定处理。',
      because: '商品虽设有运费，买卖双方已达成一致', source: article('peak', '发布时有运费，但沟通时卖家答应包邮：算包邮，因为双方已达成一致'),
    },
    {
      name: 'claimed', title: '买家说答应过', when: { courier: 'usual', chat: 'claimed' }, verdict: 'person', whoPays: null,
      steps: ['不急着认也不急着否认，翻完整聊天记录', '查不到就按模板，由售前主管答复', '保留记录'],
      sentence: '您说的包邮约定我们需要核对聊天记录，请稍等，由专人核实后答复您。',
      because: '认错了是新的承诺，否认错了是违背承诺', source: article('trouble', '回答要严谨，留好聊天记录作为证据'),
    },
    {
      name: 'detail_adds', title: '全国包邮却在详情加价', when: { courier: 'usual', chat: 'none', template: 'all', detail: 'adds_fee' }, verdict: 'breach', whoPays: 'seller',
      steps: ['按全国包邮办，不向买家加收', '马上改运费模板分区设置，并在详情页写明不包邮的区域'],
      sentence: '很抱歉页面说明前后不一致，运费以下单页显示的为准，页面我们会尽快更正。',
      because: '设了全国包邮又在描述里对部分地区加钱，投诉成立，商家因违背承诺受罚', source: article('peak', '设置了全国包邮，描述又对部分地区加邮费：投诉成立；偏远地区不包邮必须在运费模板里设置并在详情页注明'),
    },
    {
      name: 'all', title: '全国包邮', when: { courier: 'usual', chat: 'none', template: 'all', detail: 'silent' }, verdict: 'seller', whoPays: 'seller',
      steps: ['照包邮发店铺默认快递', TEMPLATE_STEP],
      sentence: '这款商品页面设置的是包邮，下单页不收运费，默认发店铺合作快递。',
      because: '模板就是公示', source: article('peak', '卖家可以通过运费模板设置包邮'),
    },
    {
      name: 'title_some', title: '部分包邮，标题不能写包邮', when: { courier: 'usual', chat: 'none', template: 'some', title: 'says' }, verdict: 'breach', whoPays: 'seller',
      steps: ['这单按标题办，不向买家加收', '标题去掉“包邮”，详情页写明包邮与不包邮的地区'],
      sentence: '很抱歉页面标题容易让人误会，这单的运费已转专人核实，按平台规则处理。',
      because: '只部分地区包邮而标题写包邮，属于描述不符', source: article('peak', '部分地区包邮的，标题里不要出现“包邮”，否则属于描述不符，容易被投诉'),
    },
    {
      name: 'title_charged', title: '标题包邮却收运费', when: { courier: 'usual', chat: 'none', template: 'charged', title: 'says' }, verdict: 'breach', whoPays: 'seller',
      steps: ['这单按标题办，退还或免收运费', '核对标题与运费模板并改正', '索要额外好处的，留证转主管'],
      sentence: '很抱歉标题与运费设置不一致，这单的运费已转专人核实，按平台规则处理。',
      because: '页面自相矛盾正是被人抓住敲诈的把柄', source: article('trouble', '标题写了包邮，运费模板却显示运费，被投诉并敲诈'),
    },
    {
      name: 'some_free', title: '包邮地区内', when: { courier: 'usual', chat: 'none', template: 'some', title: 'silent', region: 'free' }, verdict: 'seller', whoPays: 'seller',
      steps: ['照包邮发', TEMPLATE_STEP],
      sentence: '您的收货地区在包邮范围内，以下单页按地址显示的为准。',
      because: '按模板分区域包邮', source: article('peak', '卖家可以通过运费模板分区域设置包邮'),
    },
    {
      name: 'some_excluded', title: '不包邮地区', when: { courier: 'usual', chat: 'none', template: 'some', title: 'silent', region: 'excluded' }, verdict: 'buyer', whoPays: 'buyer',
      steps: ['说明该地区运费按下单页模板', TEMPLATE_STEP],
      sentence: '您的收货地区运费按下单页的运费模板显示的金额收取，以页面为准。',
      because: '模板与详情页都写明的，按公示收', source: article('peak', '偏远地区不包邮的，须在运费模板设置相应运费并在详情页备注'),
    },
    {
      name: 'charged', title: '页面收运费', when: { courier: 'usual', chat: 'none', template: 'charged', title: 'silent' }, verdict: 'buyer', whoPays: 'buyer',
      steps: [TEMPLATE_STEP, '想要优惠的请看店铺公示的活动'],
      sentence: '运费以下单页按收货地址显示的金额为准，包邮范围以页面公示为准。',
      because: '没有约定，按页面', source: practice('没有答应、标题也没写，就按页面设置收'),
    },
  ],
});
