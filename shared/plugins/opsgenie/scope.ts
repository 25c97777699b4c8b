import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import type { ScopeSpec } from '../../plugin-sdk/plugin.ts';
import { one } from '../../plugin-sdk/request.ts';

const Described = z.object({ id: z.string().min(1), name: Text, description: Text });

/** A service, as `GET /v1/services/{id}` answers, or as it is kept with the scope. */
export const Service = z.union([z.object({ data: Described }).transform(({ data }) => data), Described]);

/** How a service is named (its id), found and described. */
export const scope: ScopeSpec = {
  resolve: (name) => {
    if (!/^[A-Za-z0-9-]+$/.test(name))
      throw new InvalidInputError(`"${name}" is no Opsgenie service; write its id, or see "sluice discover opsgenie"`);
    return one(`/v1/services/${name}`);
  },
  read: (json) => {
    const read = Service.safeParse(json);
    if (!read.success) throw new InvalidInputError('this describes no Opsgenie service: its id is missing');
    return { id: read.data.id, name: read.data.id, data: read.data };
  },
  stream: 'service',
};
