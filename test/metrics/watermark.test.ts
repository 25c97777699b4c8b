import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../shared/metrics/buckets.ts';
import { asOf, finalityOf, type Input, stateOf } from '../../shared/metrics/watermark.ts';

const [yesterday = { label: '', starts: 0, ends: 0 }] = bucketsOf({
  from: '2026-03-10',
  to: '2026-03-10',
  by: 'day',
  zone: 'Europe/Berlin',
});
/** Local time of the day after, in Berlin. */
const at = (time: string): number => Date.parse(`2026-03-11T${time}:00+01:00`);
const dayBefore = (time: string): number => Date.parse(`2026-03-10T${time}:00+01:00`);

const github: Input = {
  connection: 'github',
  scope: 'acme/app',
  stream: 'issues',
  watermark: at('01:50'),
  synced: { at: at('01:55'), isGood: true },
  newAt: at('01:55'),
};
const jira = { ...github, connection: 'jira' };
/** Its syncs go on and succeed, and bring nothing since yesterday noon; its cursor stays where something came last. */
const silent = { ...github, connection: 'jenkins', watermark: dayBefore('12:00'), newAt: dayBefore('12:00') };
const failing = { ...silent, synced: { at: at('01:55'), isGood: false } };

describe('the bucket of yesterday', () => {
  it('is final at midnight and the grace, though one of three sources is silent', () => {
    const inputs = [github, jira, silent];

    expect(finalityOf(yesterday, inputs, at('02:00') - 1).kind).toBe('provisional');
    expect(finalityOf(yesterday, inputs, at('02:00'))).toEqual({ kind: 'final' });
  });

  it('waits for a source that is behind and brings something', () => {
    const behind = { ...jira, watermark: dayBefore('23:00') };

    expect(finalityOf(yesterday, [github, behind, silent], at('02:00'))).toEqual({
      kind: 'provisional',
      waitsFor: [behind],
    });
  });

  it('is held open by a source that fails, for a day, and is then final without it', () => {
    const later = (hours: number) => at('02:00') + hours * 3_600_000;
    const ended = (input: Input, time: number): Input => ({ ...input, watermark: time, newAt: time });

    expect(finalityOf(yesterday, [github, failing], later(0))).toEqual({ kind: 'provisional', waitsFor: [failing] });
    expect(finalityOf(yesterday, [ended(github, later(23)), failing], later(24) - 1).kind).toBe('provisional');
    expect(finalityOf(yesterday, [ended(github, later(23)), failing], later(24))).toEqual({
      kind: 'incomplete',
      without: [failing],
    });
  });

  it('is final without a failing source only when nobody else is behind', () => {
    const behind = { ...jira, watermark: dayBefore('23:00') };

    expect(finalityOf(yesterday, [behind, failing], at('02:00') + 25 * 3_600_000).kind).toBe('provisional');
  });

  it('is final when the failing source has recovered', () => {
    expect(
      finalityOf(yesterday, [github, { ...silent, newAt: at('01:00'), watermark: at('01:00') }], at('02:00')),
    ).toEqual({
      kind: 'final',
    });
  });
});

describe('a source', () => {
  it('is idle when its last sync succeeded and nothing new has come for an hour', () => {
    expect(stateOf(silent, at('02:00'))).toBe('idle');
    expect(stateOf(github, at('02:00'))).toBe('ok');
    expect(stateOf({ ...github, newAt: at('01:01') }, at('02:00'))).toBe('ok');
    expect(stateOf({ ...github, newAt: at('01:00') }, at('02:00'))).toBe('idle');
  });

  it('is not idle before the interval of its schedule is over', () => {
    expect(stateOf({ ...silent, interval: 15 * 3_600_000 }, at('02:00'))).toBe('ok');
    expect(stateOf({ ...silent, interval: 14 * 3_600_000 }, at('02:00'))).toBe('idle');
  });

  it('is not idle but behind when nobody looks at it any more', () => {
    expect(stateOf({ ...silent, synced: { at: dayBefore('12:00'), isGood: true } }, at('02:00'))).toBe('ok');
  });

  it('is failing when its last sync failed, or it was never read', () => {
    expect(stateOf(failing, at('02:00'))).toBe('failing');
    expect(stateOf({ connection: 'c', scope: 's', stream: 'x' }, at('02:00'))).toBe('failing');
  });
});

describe('as of', () => {
  it('is the least of the watermarks; of an idle source, its last sync', () => {
    expect(asOf([github, { ...jira, watermark: at('01:30') }, silent], at('02:00'))).toBe(at('01:30'));
    expect(asOf([github, silent], at('02:00'))).toBe(at('01:50'));
  });

  it('is not known when a source was never read', () => {
    expect(asOf([github, { connection: 'c', scope: 's', stream: 'x' }], at('02:00'))).toBeUndefined();
    expect(asOf([], at('02:00'))).toBeUndefined();
  });
});
