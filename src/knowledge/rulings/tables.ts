// Every decision table of the trade, and every ruling by its id, for citing. The only list: a table that is not here does not exist.
import { codTrap } from './cod-trap.ts';
import { collect } from './collect.ts';
import { damage } from './damage.ts';
import { dispatch } from './dispatch.ts';
import { freeShipping } from './free-shipping.ts';
import { invoiceCharge } from './invoice-charge.ts';
import { invoiceReturn } from './invoice-return.ts';
import { outOfArea } from './out-of-area.ts';
import { outOfStock } from './out-of-stock.ts';
import { priceProtect } from './price-protect.ts';
import { promise } from './promise.ts';
import { counterfeit, quality } from './quality.ts';
import { refusal } from './refusal.ts';
import { returnFreight } from './return-freight.ts';
import { review } from './review.ts';
import { sevenDay } from './seven-day.ts';
import { namedRuling, type NamedRuling, type Table } from './table.ts';
import { tracking } from './tracking.ts';
import { wrongItem } from './wrong-item.ts';

export const TABLES: readonly Table[] = [
  dispatch, promise, tracking, damage, refusal, wrongItem, freeShipping, outOfArea, codTrap, outOfStock,
  sevenDay, returnFreight, collect, quality, counterfeit, priceProtect, invoiceCharge, invoiceReturn, review,
];

export const RULINGS: ReadonlyMap<string, NamedRuling> = new Map(
  TABLES.flatMap((table) => table.rows.map((row) => namedRuling(table.id, row))).map((ruling) => [ruling.id, ruling]));
