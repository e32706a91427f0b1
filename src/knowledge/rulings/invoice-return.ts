// The invoice when goods come back, are exchanged or repaired.
import { article, practice } from './source.ts';
import { choice, choiceTable } from './table.ts';

const HARD = article('aftersale', '退换时最难的是发票：退货要修改原销售发票，换货要换开，原发票要寄回；维修则只有维修费用');

export const invoiceReturn = choiceTable({
  id: 'inv.return',
  title: '退换货后的发票',
  about: '退货、换货、维修时，已开的发票怎么处理',
  keys: {
    what: choice('售后方式', { full: '全部退货', partial: '部分退货', exchange: '换货', repair: '维修' }),
    invoice: choice('发票', { none: '没开过', electronic: '电子发票', paper: '纸质发票' }),
    amount: choice('换货后金额和品名', { same: '不变', changed: '有变化' }),
  },
  rows: [
    {
      name: 'none', title: '没开过发票', when: { invoice: 'none' }, verdict: 'eligible', whoPays: null,
      steps: ['不必处理发票', '部分退货或换货后要开的，按最后实付金额开'],
      sentence: '这单没有开过发票，退换不受影响；之后需要开的话按最后的实付金额开具。',
      because: '没有原票可冲', source: practice('开票以实付金额为准，没开过就没有要冲的'),
    },
    {
      name: 'repair', title: '维修不动发票', when: { what: 'repair', invoice: ['electronic', 'paper'] }, verdict: 'eligible', whoPays: null,
      steps: ['原发票保留，保修凭它', '不要让买家把发票寄来'],
      sentence: '维修不影响原来的发票，请您保留好，保修时可以作为凭证。',
      because: '维修没有改变原来的销售', source: HARD,
    },
    {
      name: 'full_electronic', title: '全退，电子票冲红', when: { what: 'full', invoice: 'electronic' }, verdict: 'eligible', whoPays: null,
      steps: ['财务把原电子发票冲红', '不需要买家寄回，已报销入账的请买家告知'],
      sentence: '退货后原来的电子发票由财务冲红处理，您不用寄回；如果已经报销入账请告诉我们。',
      because: '原销售没有了，发票要作废或冲红', source: HARD,
    },
    {
      name: 'full_paper', title: '全退，纸质票寄回', when: { what: 'full', invoice: 'paper' }, verdict: 'eligible', whoPays: null,
      steps: ['请买家把原发票随商品一起寄回', '财务作废或冲红', '忘了寄的，联系补寄，不因此扣款'],
      sentence: '退货时请把原来的纸质发票一起寄回，由财务作废或冲红。',
      because: '原发票要收回', source: HARD,
    },
    {
      name: 'partial', title: '部分退，冲红重开', when: { what: 'partial', invoice: ['electronic', 'paper'] }, verdict: 'eligible', whoPays: null,
      steps: ['原发票冲红（纸质的先收回）', '按剩下商品的实付金额重开', '重开不收任何费用'],
      sentence: '部分退货后，原发票会冲红，再按剩余商品的实付金额重开，重开不另收费用；纸质发票需要先寄回。',
      because: '发票金额要与实付一致', source: HARD,
    },
    {
      name: 'exchange_same', title: '换货金额品名不变', when: { what: 'exchange', invoice: ['electronic', 'paper'], amount: 'same' }, verdict: 'eligible', whoPays: null,
      steps: ['原发票继续有效，不必重开', '型号写在票上的按有变化办'],
      sentence: '换货后金额和品名没有变化的，原来的发票继续有效，不用重开。',
      because: '票面内容没有变', source: practice('票面与实际一致就不必重开'),
    },
    {
      name: 'exchange_changed', title: '换货有变化，换开', when: { what: 'exchange', invoice: ['electronic', 'paper'], amount: 'changed' }, verdict: 'eligible', whoPays: null,
      steps: ['原发票冲红（纸质的先收回）', '按换后的商品重开，不收费用'],
      sentence: '换货后金额或品名有变化的，原发票冲红后重开，重开不另收费用；纸质发票需要先寄回。',
      because: '换货要换开发票', source: HARD,
    },
  ],
});
