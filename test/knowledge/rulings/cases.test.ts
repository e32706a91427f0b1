// The cases that the trade's articles tell, each as a test with the ruling that the article gives.
import { describe, expect, it } from 'vitest';
import { codTrap } from '../../../src/knowledge/rulings/cod-trap.ts';
import { collect } from '../../../src/knowledge/rulings/collect.ts';
import { damage } from '../../../src/knowledge/rulings/damage.ts';
import { dispatch } from '../../../src/knowledge/rulings/dispatch.ts';
import { freeShipping } from '../../../src/knowledge/rulings/free-shipping.ts';
import { readInstant } from '../../../src/knowledge/rulings/instant.ts';
import { invoiceCharge } from '../../../src/knowledge/rulings/invoice-charge.ts';
import { invoiceReturn } from '../../../src/knowledge/rulings/invoice-return.ts';
import { outOfArea } from '../../../src/knowledge/rulings/out-of-area.ts';
import { outOfStock } from '../../../src/knowledge/rulings/out-of-stock.ts';
import { promise } from '../../../src/knowledge/rulings/promise.ts';
import { counterfeit, quality } from '../../../src/knowledge/rulings/quality.ts';
import { refusal } from '../../../src/knowledge/rulings/refusal.ts';
import { returnFreight } from '../../../src/knowledge/rulings/return-freight.ts';
import { review } from '../../../src/knowledge/rulings/review.ts';
import { sevenDay } from '../../../src/knowledge/rulings/seven-day.ts';
import { tracking } from '../../../src/knowledge/rulings/tracking.ts';
import { wrongItem } from '../../../src/knowledge/rulings/wrong-item.ts';
import type { Ruling } from '../../../src/knowledge/rulings/table.ts';

const at = (text: string): number => readInstant(text)!;
const gist = ({ id, verdict, whoPays }: Ruling) => [id, verdict, whoPays];

describe('the course for shops, what a service agent does after the sale', () => {
  it('case 1: the power bank was scanned on the day it was paid, the buyer refuses it for "late dispatch": a refusal without reason, freight is taken off', () => {
    const clock = dispatch.rule({
      paidAt: at('2021-04-10 12:00:00'), agreedAt: null, presaleAt: null, publishedHours: null, scannedAt: at('2021-04-10 20:31:08'), now: at('2021-04-13 10:00:00'),
    });
    expect(gist(clock)).toEqual(['ship.dispatch.kept', 'kept', null]);
    expect(gist(refusal.rule({ courier: 'allows', why: 'no_reason', dispatch: clock.verdict === 'kept' ? 'kept' : 'breach' }))).toEqual(['ship.refusal.no_reason', 'buyer', 'buyer']);
  });

  it('case 2: the vase was broken at the door, refused and photographed; the shop must refund in full and bear the freight both ways, and claims from the courier', () => {
    for (const cause of ['courier', 'shop', 'unknown'] as const) {
      expect(gist(damage.rule({ carrier: 'shop', stage: 'refused', cause, proof: 'yes' }))).toEqual(['ship.damage.refused', 'seller', 'seller']);
    }
    expect(damage.rule({ carrier: 'shop', stage: 'refused', cause: 'courier', proof: 'yes' }).steps.join()).toMatch(/全额退.*来回运费商家承担.*向快递索赔/);
  });

  it('case 3: the phone case goes back within seven days, freight collect, unagreed: the buyer pays it', () => {
    const asked = sevenDay.rule({ signedAt: at('2021-05-01 09:00'), askedAt: at('2021-05-02 09:00'), publishedDays: null, goods: 'ordinary', state: 'opened' });
    expect(gist(asked)).toEqual(['ret.seven_day.opened', 'eligible', 'buyer']);
    expect(gist(collect.rule({ parcel: 'sent', agreed: 'no', reason: 'no_reason' }))).toEqual(['ret.collect.no_reason', 'buyer', 'buyer']);
  });

  it('case 4: the shoes are proved to be counterfeit: refund is supported against the shop', () => {
    expect(gist(counterfeit.rule({ proof: 'valid' }))).toEqual(['prod.counterfeit.valid', 'seller', 'seller']);
  });

  it('case 5: the sole comes off and the photographs show it: full refund', () => {
    expect(gist(quality.rule({ proof: 'clear', wish: 'refund' }))).toEqual(['ret.quality.refund', 'seller', 'seller']);
    expect(gist(returnFreight.rule({ reason: 'quality', agreed: 'no', insured: 'no' }))).toEqual(['ret.freight.quality', 'seller', 'seller']);
  });

  it('the bag has lain in the hub for three days: the shop asks the courier', () => {
    const scannedAt = at('2021-04-10 20:00');
    const input = { markedAt: at('2021-04-10 18:00'), scannedAt, lastScanAt: at('2021-04-12 08:00'), now: at('2021-04-15 08:00') };
    expect(tracking.rule({ ...input, season: 'ordinary' }).id).toBe('ship.tracking.stalled');
    expect(tracking.rule({ ...input, season: 'peak' }).id).toBe('ship.tracking.stalled_peak');
  });

  it('the address lies outside the area: looked up before dispatch, else another courier', () => {
    expect(outOfArea.rule({ stage: 'before', collects: 'no' }).id).toBe('ship.area.before');
    expect(gist(outOfArea.rule({ stage: 'on_way', collects: 'no' }))).toEqual(['ship.area.refuses', 'seller', 'seller']);
  });

  it('freight of a return without reason is the buyer\'s', () => {
    expect(gist(returnFreight.rule({ reason: 'no_reason', agreed: 'no', insured: 'no' }))).toEqual(['ret.freight.no_reason', 'buyer', 'buyer']);
  });
});

describe('the big sale: the four rulings on free shipping', () => {
  const order = { courier: 'usual', chat: 'none', template: 'charged', title: 'silent', detail: 'silent', region: 'free' } as const;

  it('1: the page charges freight, but the shop agreed to none in the chat: it is free', () => {
    expect(gist(freeShipping.rule({ ...order, chat: 'agreed' }))).toEqual(['ship.free.agreed', 'seller', 'seller']);
  });

  it('2: free everywhere by the template, but the description adds freight for some regions: the complaint stands', () => {
    expect(gist(freeShipping.rule({ ...order, template: 'all', detail: 'adds_fee', region: 'excluded' }))).toEqual(['ship.free.detail_adds', 'breach', 'seller']);
  });

  it('3: free for some regions: the title must not say so', () => {
    expect(gist(freeShipping.rule({ ...order, template: 'some', title: 'says' }))).toEqual(['ship.free.title_some', 'breach', 'seller']);
    expect(freeShipping.rule({ ...order, template: 'some', region: 'excluded' }).whoPays).toBe('buyer');
  });

  it('4: the buyer wants EMS or SF: the difference is the buyer\'s and breaks no promise, but is told beforehand', () => {
    expect(gist(freeShipping.rule({ ...order, template: 'all', courier: 'upgrade_told' }))).toEqual(['ship.free.upgrade', 'kept', 'buyer']);
    expect(freeShipping.rule({ ...order, template: 'all', courier: 'upgrade_untold' }).verdict).toBe('person');
  });

  it('the title says free, the template charges: reported and blackmailed for it', () => {
    expect(gist(freeShipping.rule({ ...order, title: 'says' }))).toEqual(['ship.free.title_charged', 'breach', 'seller']);
  });
});

describe('the big sale: ten complaints about couriers', () => {
  it.each<[string, Ruling, string]>([
    ['earlier dispatch is refused: first served where possible', promise.rule({ asked: 'earlier', stock: 'can' }), 'ship.promise.earlier'],
    ['earlier dispatch is refused: told honestly where not', promise.rule({ asked: 'earlier', stock: 'cannot' }), 'ship.promise.not_earlier'],
    ['no tracking after dispatch', tracking.rule({ markedAt: at('2026-11-11 10:00'), scannedAt: null, lastScanAt: null, now: at('2026-11-14 10:00'), season: 'peak' }), 'ship.tracking.missing'],
    ['wrong item', wrongItem.rule({ what: 'wrong', proof: 'yes', address: 'right' }), 'ship.wrong_item.wrong'],
    ['missing item: soothe, look, send', wrongItem.rule({ what: 'missing', proof: 'yes', address: 'right' }), 'ship.wrong_item.missing'],
    ['damaged on arrival, not yet signed for: refuse it', damage.rule({ carrier: 'shop', stage: 'at_door', cause: 'unknown', proof: 'no' }), 'ship.damage.at_door'],
    ['damaged on arrival, signed for: exchange', damage.rule({ carrier: 'shop', stage: 'signed', cause: 'unknown', proof: 'yes' }), 'ship.damage.by_shop'],
    ['the courier does not let the buyer refuse or look: the shop talks to the courier', refusal.rule({ courier: 'blocks', why: 'no_reason', dispatch: 'kept' }), 'ship.refusal.blocked'],
    ['delivered to another place', wrongItem.rule({ what: 'wrong_place', proof: 'no', address: 'right' }), 'ship.wrong_item.wrong_place'],
    ['the time of arrival: an estimate, never a guarantee', promise.rule({ asked: 'arrive_by', stock: 'can' }), 'ship.promise.arrive_by'],
    ['out of stock: the shop speaks first', outOfStock.rule({ order: 'paid', restock: 'unknown', wish: 'not_asked' }), 'prod.out_of_stock.contact'],
  ])('%s', (_, { id }, expected) => expect(id).toBe(expected));
});

describe('traps that shops were caught in', () => {
  it('the invoice: the agent said that it costs extra; a breach, and the cost is the shop\'s', () => {
    expect(gist(invoiceCharge.rule({ asked: 'plain', said: 'surcharge' }))).toEqual(['inv.charge.said_surcharge', 'breach', 'seller']);
    expect(invoiceCharge.rule({ asked: 'offers', said: 'nothing' }).verdict).toBe('no_promise');
  });

  it('the same day, cash on delivery, a remote address: nothing is promised; promised already: a person, with evidence', () => {
    expect(gist(codTrap.rule({ same_day: 'asked', cod: 'yes', remote: 'yes' }))).toEqual(['pay.cod_trap.trap', 'no_promise', null]);
    expect(codTrap.rule({ same_day: 'promised', cod: 'yes', remote: 'yes' }).steps.join()).toContain('留存聊天记录');
    expect(codTrap.rule({ same_day: 'not_asked', cod: 'no', remote: 'yes' }).verdict).toBe('eligible');
  });

  it('the reviewer who wants cash: evidence and a person, no money', () => {
    expect(review.rule({ demand: 'cash' })).toMatchObject({ id: 'svc.review.blackmail', verdict: 'person', whoPays: null });
  });

  it('a bestseller that ran out may be a presale only when the date is fixed', () => {
    expect(outOfStock.rule({ order: 'none', restock: 'fixed', wish: 'not_asked' }).id).toBe('prod.out_of_stock.presale');
    expect(outOfStock.rule({ order: 'none', restock: 'unknown', wish: 'not_asked' }).verdict).toBe('no_promise');
  });
});

describe('after-sales: the hardest part is the invoice', () => {
  it.each([
    ['full', 'paper', 'inv.return.full_paper', /寄回/],
    ['full', 'electronic', 'inv.return.full_electronic', /冲红/],
    ['partial', 'paper', 'inv.return.partial', /重开/],
    ['exchange', 'electronic', 'inv.return.exchange_changed', /重开/],
    ['repair', 'paper', 'inv.return.repair', /保留/],
  ] as const)('%s, %s', (what, invoice, id, words) => {
    const ruling = invoiceReturn.rule({ what, invoice, amount: 'changed' });
    expect(ruling.id).toBe(id);
    expect(ruling.sentence).toMatch(words);
  });
});
