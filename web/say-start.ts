import { saySpan } from './say.ts';

/** A start that lies ahead, on its zone's clock: `Mon, 23 Nov, 03:00 (in 8 h)`. */
export function sayStart(at: string, zone: string, now: number): string {
  const time = new Date(at).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return `${time}, in ${saySpan(Math.max(1, (Date.parse(at) - now) / 60_000))}`;
}
