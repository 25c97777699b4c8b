import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Text, Time } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';

const Described = z.object({
  id: z.string().min(1),
  name: Text,
  description: Text,
  html_url: Text,
  created_at: Time.nullish(),
});

/** A service, as `GET /services/{id}` answers, or as it is kept with the scope. */
export const Service = z.union([z.object({ service: Described }).transform(({ service }) => service), Described]);
export type Service = z.output<typeof Service>;

/** How a service is named (its id), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^[A-Za-z0-9]+$/.test(name))
      throw new InvalidInputError(
        `"${name}" is no PagerDuty service; write its id, such as PX1YZ2, or see "sluice discover pagerduty"`,
      );
    return one(`/services/${name}`);
  },
  read: (json) => {
    const read = Service.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no PagerDuty service: its id is missing');
    return { id: read.data.id, name: read.data.id, data: read.data };
  },
  stream: 'service',
};
