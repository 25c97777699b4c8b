import type { Samples } from '../../support/plugin-conformance.ts';

/** An open incident with a team and a person as responders. */
export const incident = {
  id: 'i-1',
  tinyId: '17',
  message: 'Checkout is down',
  description: 'no payments',
  status: 'open',
  priority: 'P1',
  createdAt: '2026-02-01T10:00:00Z',
  updatedAt: '2026-02-01T10:30:00Z',
  responders: [
    { id: 't-1', type: 'team' },
    { id: 'u-1', type: 'user' },
  ],
  links: { web: 'https://acme.app.opsgenie.com/incident/detail/i-1' },
};

/** A good page of every stream. */
export const samples: Samples = {
  scope: { data: { id: 's-1', name: 'Checkout' } },
  config: {},
  pages: {
    service: { body: { data: { id: 's-1', name: 'Checkout' } } },
    users: { body: { totalCount: 1, data: [{ id: 'u-1', username: 'ann@example.com', fullName: 'Ann' }] } },
    teams: { body: { data: [{ id: 't-1', name: 'Shop' }] } },
    incidents: { body: { totalCount: 2, data: [incident, { ...incident, id: 'i-2', status: 'closed' }] } },
  },
};
