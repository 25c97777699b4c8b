const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * A time as JQL reads it: in the zone of whoever asks and without seconds, so one minute is taken off. Where the zone is
 * not known, a day is: no zone is further from another (Atlassian's page "Search syntax for text and dates").
 */
export function jqlTime(instant: string, timeZone: string): string {
  const zone = isZone(timeZone) ? timeZone : 'UTC';
  const at = new Date(Date.parse(instant) - (zone === timeZone ? MINUTE : DAY));
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}/${part('month')}/${part('day')} ${part('hour')}:${part('minute')}`;
}

function isZone(timeZone: string): boolean {
  if (timeZone === '') return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone });
    return true;
  } catch {
    return false;
  }
}
