const idOf =
  (entity: string) =>
  (connection: string, id: string): string =>
    `pagerduty:${entity}:${connection}:${id}`;

export const serviceId = idOf('Service');
/** Of an incident by its number. */
export const incidentId = idOf('Incident');
export const userId = idOf('User');
