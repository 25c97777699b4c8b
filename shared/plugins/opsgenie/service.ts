import { row } from '../../domain/table.ts';
import { boards } from '../../domain/ticket.ts';
import { one } from '../../plugin-sdk/request.ts';
import { serviceId } from './ids.ts';
import { Service } from './scope.ts';
import { defineStream } from './stream.ts';

/** The service itself, which is the board of its incidents. */
export const service = defineStream({
  name: 'service',
  request: ({ scope }) => one(`/v1/services/${scope.id}`),
  raw: Service,
  extract: (found) => [found],
  key: ({ id }) => id,
  convert: ({ id, name, description }, { connection }) => [
    row(boards, { id: serviceId(connection, id), name, description, type: 'service' }),
  ],
});
