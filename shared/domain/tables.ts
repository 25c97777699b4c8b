import * as cicd from './cicd.ts';
import * as code from './code.ts';
import * as codereview from './codereview.ts';
import * as crossdomain from './crossdomain.ts';
import * as qa from './qa.ts';
import type { Table } from './table.ts';
import * as ticket from './ticket.ts';

/** Every table of the unified domain layer by its name. */
export const tables: ReadonlyMap<string, Table> = new Map(
  [ticket, code, codereview, cicd, crossdomain, qa]
    .flatMap((area): readonly Table[] => Object.values(area))
    .map((table) => [table.name, table]),
);
