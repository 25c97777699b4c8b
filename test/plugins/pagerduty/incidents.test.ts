import { expect, test } from 'vitest';
import { pagerduty } from '../../../shared/plugins/pagerduty/plugin.ts';
import { windowsOf } from '../../../shared/plugins/pagerduty/windows.ts';
import { incident, service } from './samples.ts';

const stream = pagerduty.streams?.find(({ name }) => name === 'incidents');
const bound = stream?.bind({ connection: '1', scope: service, config: {} });
const target = windowsOf('PSVC1', '2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z')[0]?.target ?? '';
const open = (json: unknown) =>
  bound?.open({ request: { target, page: 1 }, url: '', headers: {}, json, link: () => undefined });

test('no window is longer than five months, because longer ones are answered with nothing', () => {
  const spans = windowsOf('PSVC1', '2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z').map((request) => {
    const query = new URLSearchParams(request.target.split('?')[1]);
    return [query.get('since'), query.get('until')];
  });

  expect(spans).toHaveLength(5);
  expect(spans[0]?.[0]).toBe('2024-01-01T00:00:00.000Z');
  expect(spans.at(-1)?.[1]).toBe('2026-01-01T00:00:00.000Z');
  for (const [index, [from]] of spans.entries()) if (index > 0) expect(from).toBe(spans[index - 1]?.[1]);
});

test('a window with more incidents than can be reached is cut in two', () => {
  const following = open({ incidents: [incident], total: 10_001, more: true })?.following() ?? [];

  expect(following).toHaveLength(2);
});

test('an incident that is not resolved is asked for again by its id', () => {
  const again = open({ incidents: [{ ...incident, status: 'triggered' }], more: false })?.again();

  expect(again?.[0]?.request?.target).toBe('/incidents/Q1');
});

test('a resolved incident is done, on its board, and belongs to whom it was given last', () => {
  const page = open({ incidents: [incident], more: false });
  const record = page?.extract().records[0];
  const rows = record && bound?.convert(record, () => undefined);

  expect(rows?.find(({ table }) => table === 'incidents')?.values).toMatchObject({
    id: 'pagerduty:Incident:1:7',
    title: 'Checkout is down',
    status: 'DONE',
    leadTimeMinutes: 30,
    assigneeName: 'Bob',
    scopeId: 'pagerduty:Service:1:PSVC1',
  });
});

test('an incident that was merged into another counts no more', () => {
  const page = open({ incidents: [{ ...incident, resolve_reason: { type: 'merge_resolve_reason' } }], more: false });
  const record = page?.extract().records[0];

  expect(record && bound?.convert(record, () => undefined)).toEqual([]);
});

test.each([
  ['triggered', 'TODO'],
  ['acknowledged', 'IN_PROGRESS'],
  ['resolved', 'DONE'],
  ['a new word', 'OTHER'],
])('an incident that is %s is %s', (status, standard) => {
  const record = open({ incidents: [{ ...incident, status }], more: false })?.extract().records[0];
  const rows = (record && bound?.convert(record, () => undefined)) ?? [];

  expect(rows.find(({ table }) => table === 'issues')?.values).toMatchObject({
    status: standard,
    originalStatus: status,
    type: 'INCIDENT',
    resolutionDate: status === 'resolved' ? '2026-02-01T10:30:59Z' : undefined,
  });
});

test('a user who is gone is no error', () => {
  const answer = { url: '', status: 404, headers: {}, body: '{}', at: 0 };

  expect(pagerduty.classify?.(answer, { target: '/users/PU1' })?.kind).toBe('empty');
  expect(pagerduty.classify?.(answer, { target: '/services/PX' })).toBeUndefined();
});

test('a key and a token of OAuth are sent in their own way', () => {
  expect(pagerduty.auth?.('abc').authorization).toBe('Token token=abc');
  expect(pagerduty.auth?.('pdus+_abc').authorization).toBe('Bearer pdus+_abc');
});
