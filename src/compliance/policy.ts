// The numbers of a shop's published policy that decide whether a sentence promises more than the shop did in public.
// Taken from the shop profile; nothing here reads files.
import { valueOf } from './entities.ts';

export interface ShopPolicy {
  /** Hours after payment within which goods leave. */
  readonly dispatchHours: number;
  /** Regions with free shipping, as published. */
  readonly freeRegions: string;
  readonly remoteRegions: readonly string[];
  /** Days; refund and invoice in working days. */
  readonly returnDays: number;
  readonly exchangeDays: number;
  readonly refundDays: number;
  readonly invoiceDays: number;
  readonly priceProtectDays: number;
  readonly warrantyDays: number;
}

/** The part of a shop profile (knowledge/shop.yaml) that the policy is made from. */
export interface ProfileForPolicy {
  readonly dispatch: { readonly hours: number };
  readonly shipping: { readonly free_regions: string; readonly remote_regions: readonly string[] };
  readonly returns: { readonly days: number; readonly exchange_days: number; readonly refund_days: number | string; readonly warranty_days: number };
  readonly invoice: { readonly days: number };
  readonly promotion: { readonly price_protect_days: number };
}

/** Throws when `returns.refund_days` holds no number; its last number counts ("1-3 个工作日" → 3). */
export function policyOf(profile: ProfileForPolicy): ShopPolicy {
  const { dispatch, shipping, returns, invoice, promotion } = profile;
  return {
    dispatchHours: dispatch.hours,
    freeRegions: shipping.free_regions,
    remoteRegions: shipping.remote_regions,
    returnDays: returns.days,
    exchangeDays: returns.exchange_days,
    refundDays: lastNumber(returns.refund_days),
    invoiceDays: invoice.days,
    priceProtectDays: promotion.price_protect_days,
    warrantyDays: returns.warranty_days,
  };
}

function lastNumber(value: number | string): number {
  const numeral = String(value).match(/\d+|[一二两三四五六七八九十]+/gu)?.at(-1);
  if (numeral === undefined) throw new Error(`returns.refund_days is ${JSON.stringify(value)}; it must name a number of days, such as "1-3 个工作日"`);
  return valueOf(numeral);
}
