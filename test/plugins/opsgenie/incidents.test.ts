import { expect, test } from 'vitest';
import { opsgenie } from '../../../shared/plugins/opsgenie/plugin.ts';
import { sampleStreams } from '../../support/plugin-conformance.ts';
import { incident, samples } from './samples.ts';

const stream = sampleStreams(opsgenie, samples).find(({ name }) => name === 'incidents');

/** A page of incidents, as it was asked for. */
function open(json: unknown, { offset = 0, since }: { offset?: number; since?: string } = {}) {
  const [first] = stream?.bound.first({ now: '2026-11-01T00:00:00Z', ...(since !== undefined && { since }) }) ?? [];
  const target = (first?.target ?? '').replace('offset=0', `offset=${offset}`);
  const request = { ...first, target, page: 1 };
  return stream?.bound.open({ request, url: '', headers: {}, json, link: () => undefined });
}
const rowsOf = (changes: object, table: string) => {
  const records = open({ data: [{ ...incident, ...changes }] })?.extract().records ?? [];
  const rows = records.flatMap((record) => stream?.bound.convert(record, stream.find) ?? []);
  return rows.filter((row) => row.table === table).map(({ values }) => values);
};
const queryOf = (target = '') => new URLSearchParams(target.split('?')[1]);

test('an open incident is in progress, a resolved and a closed one are done since they were changed last', () => {
  const incidents = ['open', 'resolved', 'closed', 'new word'].flatMap((status) => rowsOf({ status }, 'incidents'));

  expect(incidents.map(({ status, resolutionDate }) => [status, resolutionDate])).toEqual([
    ['IN_PROGRESS', undefined],
    ['DONE', '2026-02-01T10:30:00Z'],
    ['DONE', '2026-02-01T10:30:00Z'],
    ['OTHER', undefined],
  ]);
  expect(incidents[1]).toMatchObject({ leadTimeMinutes: 30, priority: 'P1', title: 'Checkout is down' });
});

test('teams and people respond, under their names; schedules and escalations are nobody', () => {
  const responders = [...incident.responders, { id: 's-1', type: 'schedule' }];

  expect(rowsOf({ responders }, 'incident_assignees')).toMatchObject([
    { assigneeId: 'opsgenie:Team:1:t-1', assigneeName: 'Shop' },
    { assigneeId: 'opsgenie:User:1:u-1', assigneeName: 'Ann' },
  ]);
});

test('an open incident is asked for by its id, which answers with one', () => {
  const [again] = open({ data: [incident] })?.again() ?? [];
  const answered = open({ data: { ...incident, status: 'closed' } });

  expect(again?.request?.target).toBe('/v1/incidents/i-1');
  expect(answered?.extract().records).toHaveLength(1);
  expect(answered?.again()).toEqual([{ key: 'i-1' }]);
});

test('the list is read from the newest, until all of a page is older than the cursor', () => {
  const json = { totalCount: 500, data: [incident] };

  expect(open(json)?.following()).toHaveLength(1);
  expect(open(json, { since: '2026-01-01T00:00:00Z' })?.following()).toHaveLength(1);
  expect(open(json, { since: '2026-03-01T00:00:00Z' })?.following()).toEqual([]);
});

test('before the last offset that is answered, the list is begun again at the incident that it ended with', () => {
  const json = { totalCount: 30_000, data: [incident] };
  const following = (offset: number) => queryOf(open(json, { offset })?.following()[0]?.target);

  expect(following(19_700).get('offset')).toBe('19701');
  expect(following(19_900).get('offset')).toBe('0');
  expect(following(19_900).get('query')).toBe(
    `impactedServices:s-1 AND createdAt<${Date.parse(incident.createdAt) + 1}`,
  );
});

test('an incident of several services is one, on several boards', () => {
  expect(opsgenie.wide).toEqual(['issues', 'incidents']);
});
