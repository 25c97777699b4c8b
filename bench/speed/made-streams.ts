import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { plugins } from '../../shared/plugins/index.ts';
import type { Recorded } from './recorded.ts';

/** Incidents of one page, as many as such a list gives at a time. */
const A_PAGE = 100;

const minute = (count: number): string =>
  new Date(Date.UTC(2026, 0, 1) + count * 60_000).toISOString().replace('.000', '');
const page = (make: (index: number) => unknown) => [
  { target: 'made', input: undefined, elements: Array.from({ length: A_PAGE }, (_, index) => make(index)) },
];

/** Streams of sources that nothing was recorded of, with elements as the vendor's reference shows them. */
export function madeStreams(): readonly Recorded[] {
  return [
    stream('pagerduty', { id: 'PSVC1', name: 'Checkout' }, pagerDutyIncident, []),
    stream('opsgenie', { id: 's-1', name: 'Checkout' }, opsgenieIncident, [
      ...Array.from({ length: 5 }, (_, index) => ({
        lookup: 'userNames',
        key: `u-${index}`,
        value: `Person ${index}`,
      })),
      { lookup: 'teamNames', key: 't-1', value: 'Shop' },
    ]),
  ];
}

function stream(name: string, scope: unknown, make: (index: number) => unknown, named: Recorded['lookups']): Recorded {
  const plugin: Plugin | undefined = plugins.get(name);
  if (!plugin) throw new TypeError(`there is no plugin ${name}`);
  const setup = { plugin, connection: '1', scope, config: {} };
  return { plugin: name, stream: 'incidents', setup, pages: page(make), records: A_PAGE, lookups: named };
}

const reference = (id: string, type: string, summary: string) => ({
  id,
  type: `${type}_reference`,
  summary,
  self: `https://api.pagerduty.com/${type}s/${id}`,
  html_url: `https://acme.pagerduty.com/${type}s/${id}`,
});

const pagerDutyIncident = (index: number) => ({
  id: `Q${index}`,
  type: 'incident',
  summary: `[#${index}] The checkout answers slowly`,
  self: `https://api.pagerduty.com/incidents/Q${index}`,
  html_url: `https://acme.pagerduty.com/incidents/Q${index}`,
  incident_number: index,
  title: 'The checkout answers slowly',
  created_at: minute(index * 90),
  updated_at: minute(index * 90 + 45),
  last_status_change_at: minute(index * 90 + 45),
  status: index % 5 === 0 ? 'acknowledged' : 'resolved',
  urgency: 'high',
  incident_key: `key-${index}`,
  priority: { ...reference('PP1', 'priority', 'P2'), name: 'P2' },
  service: reference('PSVC1', 'service', 'Checkout'),
  escalation_policy: reference('PE1', 'escalation_policy', 'Shop'),
  teams: [reference('PT1', 'team', 'Shop')],
  assignments: [
    { at: minute(index * 90), assignee: reference('PU1', 'user', 'Ann Archer') },
    { at: minute(index * 90 + 10), assignee: reference(`PU${2 + (index % 4)}`, 'user', 'Bob Baker') },
  ],
  acknowledgements: [{ at: minute(index * 90 + 5), acknowledger: reference('PU1', 'user', 'Ann Archer') }],
  last_status_change_by: reference('PU1', 'user', 'Ann Archer'),
  alert_counts: { all: 3, triggered: 0, resolved: 3 },
  body: { type: 'incident_body', details: 'p99 of POST /orders is above two seconds since the last deployment' },
});

const opsgenieIncident = (index: number) => ({
  id: `70413a06-38d6-4c85-92b8-${String(index).padStart(12, '0')}`,
  description: 'p99 of POST /orders is above two seconds since the last deployment',
  impactedServices: ['s-1'],
  tinyId: String(index),
  message: 'The checkout answers slowly',
  status: index % 5 === 0 ? 'open' : 'closed',
  tags: ['checkout', 'latency'],
  createdAt: minute(index * 90),
  updatedAt: minute(index * 90 + 45),
  priority: 'P2',
  ownerTeam: 't-1',
  responders: [
    { type: 'team', id: 't-1' },
    { type: 'user', id: `u-${index % 5}` },
  ],
  extraProperties: { region: 'eu-west-1' },
  links: { web: `https://acme.app.opsgenie.com/incident/detail/${index}` },
});
