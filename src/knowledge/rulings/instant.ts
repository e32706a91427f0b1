// Times as the trade writes them: Asia/Shanghai, to the second, read and written without a clock and without a time-zone table.
// China has kept UTC+8 without summer time since 1992; earlier instants are not for orders of online shops.

const OFFSET_MS = 8 * 3_600_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?$/;

/** ms since 1970 of `2021-04-10 20:31:08` (Shanghai) or `2021-04-10T12:31:08Z`; null for another form or a day that no calendar has. */
export function readInstant(text: string): number | null {
  const parts = FORM.exec(text.trim());
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(asUtc).toISOString().slice(0, 19) !== `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6] ?? '00'}`) return null;
  return asUtc - offsetOf(parts[7]);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return OFFSET_MS;
  if (zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number) as [number, number];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** `2021-04-13 20:31:08`, Shanghai time. */
export function writeInstant(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The last ms of the `days`-th day after the day (in Shanghai) that `from` falls on: the day itself is not counted. */
export function endOfDayAfter(from: number, days: number): number {
  const midnight = Math.floor((from + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;
  return midnight + (days + 1) * DAY_MS - 1;
}
