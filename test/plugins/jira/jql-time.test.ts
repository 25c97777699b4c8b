import { expect, test } from 'vitest';
import { jqlTime } from '../../../shared/plugins/jira/jql-time.ts';

test('a time is written in the zone of whoever asks, one minute earlier', () => {
  expect(jqlTime('2026-01-01T00:00:30.000Z', 'Asia/Shanghai')).toBe('2026/01/01 07:59');
});

test('across the end of a summer time it is still not later than it was', () => {
  expect(jqlTime('2026-10-25T01:30:00.000Z', 'Europe/Berlin')).toBe('2026/10/25 02:29');
});

test('where the zone is not known, a day is taken off', () => {
  expect(jqlTime('2026-01-02T12:00:00.000Z', '')).toBe('2026/01/01 12:00');
  expect(jqlTime('2026-01-02T12:00:00.000Z', 'No/Where')).toBe('2026/01/01 12:00');
});
