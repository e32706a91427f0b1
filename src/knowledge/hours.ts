// Whether people are at work now, by the profile's service hours in the shop's own time zone.
import type { Profile } from './schema.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  return format;
}

/** False for a name that this Node does not know. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatFor(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** `now` in ms since 1970. A span whose end is not after its start runs past midnight (22:00 to 02:00). */
export function isOpen(service: Profile['service'], now: number): boolean {
  const parts = Object.fromEntries(formatFor(service.timezone).formatToParts(now).map((part) => [part.type, part.value]));
  const day = DAYS.indexOf(parts['weekday'] ?? '') + 1;
  const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
  const yesterday = day === 1 ? 7 : day - 1;
  return service.hours.some((span) => {
    const from = minuteOf(span.from);
    const until = minuteOf(span.until);
    if (until > from) return span.days.includes(day) && minute >= from && minute < until;
    return (span.days.includes(day) && minute >= from) || (span.days.includes(yesterday) && minute < until);
  });
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(':');
  return Number(hour) * 60 + Number(minute);
}
