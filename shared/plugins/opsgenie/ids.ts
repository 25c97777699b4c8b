const idOf =
  (entity: string) =>
  (connection: string, id: string): string =>
    `opsgenie:${entity}:${connection}:${id}`;

export const serviceId = idOf('Service');
export const incidentId = idOf('Incident');
export const userId = idOf('User');
export const teamId = idOf('Team');
