import type { Samples } from '../../support/plugin-conformance.ts';

/** A service, as the API answers. */
export const service = {
  service: {
    id: 'PSVC1',
    name: 'Checkout',
    description: 'takes money',
    html_url: 'https://acme.pagerduty.com/s',
    created_at: '2026-01-01T00:00:00Z',
  },
};

/** A resolved incident that went from one person to another. */
export const incident = {
  id: 'Q1',
  incident_number: 7,
  title: 'Checkout is down',
  summary: '[#7] Checkout is down',
  html_url: 'https://acme.pagerduty.com/incidents/Q1',
  status: 'resolved',
  urgency: 'high',
  priority: { summary: 'P1', name: 'P1' },
  created_at: '2026-02-01T10:00:00Z',
  last_status_change_at: '2026-02-01T10:30:59Z',
  body: { type: 'incident_body', details: 'no payments' },
  assignments: [
    { at: '2026-02-01T10:00:00Z', assignee: { id: 'PU1', summary: 'Ann' } },
    { at: '2026-02-01T10:10:00Z', assignee: { id: 'PU2', summary: 'Bob' } },
  ],
};

/** A good page of every stream. */
export const samples: Samples = {
  scope: service,
  config: {},
  pages: {
    service: { body: service },
    incidents: {
      body: {
        incidents: [incident, { ...incident, id: 'Q2', incident_number: 8, status: 'acknowledged' }],
        limit: 100,
        offset: 0,
        total: 2,
        more: false,
      },
    },
    users: { body: { user: { id: 'PU1', name: 'Ann', email: 'ann@example.com' } }, input: { id: 'PU1' } },
  },
};
