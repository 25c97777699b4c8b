import * as z from 'zod';
import { places } from '../contract/places.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { toItem } from '../pipeline/deep-json.ts';
import { rowsOf } from '../pipeline/expand.ts';
import { canonical } from '../pipeline/identity.ts';
import type { ClockPort, Condition, Item, TablePort, Write } from '../pipeline/ports.ts';
import type { Named, ResourceKind } from './resources.ts';

/**
 * A resource with its revision, which grows with every change, and the time of the last one (ISO 8601). One that is made
 * again under the name of a removed one goes on behind its last revision.
 */
export type Stored<T extends Named> = T & { readonly revision: number; readonly updatedAt: string };

/** What a put did. */
export type PutOutcome = 'created' | 'changed' | 'unchanged';

/** Under which condition something is written: on that revision, only where there is none yet, or whatever there is. */
export interface WhenStored {
  readonly revision?: number | 'absent' | undefined;
  /** Over an API, which looks at it otherwise: whatever it names, or is named by. Who writes several has checked them together. */
  readonly anyway?: boolean;
}

/** What a user configured, in the control table. */
export interface ConfigStore {
  find<T extends Named>(kind: ResourceKind<T>, name: string): Promise<Stored<T> | undefined>;
  /** @throws NotFoundError */
  get<T extends Named>(kind: ResourceKind<T>, name: string): Promise<Stored<T>>;
  /** All of them, by name. */
  list<T extends Named>(kind: ResourceKind<T>): Promise<readonly Stored<T>[]>;
  /** A stretch of them, by name; `last` is there when there is more: give it as `after`. */
  page<T extends Named>(
    kind: ResourceKind<T>,
    range: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly resources: readonly Stored<T>[]; readonly last?: string }>;
  /** Keeps what was checked before; what is there already as it is given keeps its revision. @throws ConflictError */
  put<T extends Named>(
    kind: ResourceKind<T>,
    resource: T,
    when?: WhenStored,
  ): Promise<{ readonly outcome: PutOutcome; readonly resource: Stored<T> }>;
  /** Answers whether it was there. @throws ConflictError */
  delete<T extends Named>(
    kind: ResourceKind<T>,
    name: string,
    when?: { readonly revision?: number | undefined; readonly anyway?: boolean },
  ): Promise<boolean>;
}

/** Rows that `sluice project set` of an older Sluice wrote have no revision: they are of the first. */
const Versions = z.object({
  revision: z.int().min(1).default(1),
  updatedAt: z.string().default('1970-01-01T00:00:00.000Z'),
});

/** How often a write is tried again when somebody else wrote in between. */
const TRIES = 20;

/** Opens what a user configured. */
export function configStore({ table, clock }: { readonly table: TablePort; readonly clock: ClockPort }): ConfigStore {
  const find: ConfigStore['find'] = async (kind, name) => {
    const row = await table.get(kind.place(name));
    return row && read(kind, row);
  };
  return {
    find,
    get: async (kind, name) => {
      const found = await find(kind, name);
      if (!found) throw new NotFoundError(`there is no ${kind.one} "${name}"`);
      return found;
    },
    list: async (kind) => {
      const found = [];
      for await (const row of rowsOf(table, kind.pk)) found.push(read(kind, row));
      return found;
    },
    page: async (kind, { limit, after }) => {
      const { items, last } = await table.query(kind.pk, { limit, ...(after !== undefined && { after }) });
      return { resources: items.map((row) => read(kind, row)), ...(last !== undefined && { last }) };
    },
    put: async (kind, resource, { revision } = {}) => {
      const place = kind.place(resource.name);
      for (let i = 0; i < TRIES; i += 1) {
        const row = await table.get(place);
        const before = row && read(kind, row);
        if (revision !== undefined && revision !== (before?.revision ?? 'absent'))
          throw changed(kind, resource.name, before?.revision, revision);
        if (before && isSame(before, resource)) return { outcome: 'unchanged', resource: before };
        const grave = before ? undefined : await table.get(places.removed(kind.name, resource.name));
        const last = before?.revision ?? (grave ? Versions.parse(grave).revision : 0);
        const updatedAt = new Date(clock.now()).toISOString();
        const stored: Stored<typeof resource> = { ...resource, revision: last + 1, updatedAt };
        const item = toItem({ ...stored, ...place });
        const writes: Write[] = [{ kind: 'put', item, when: asRead(row) }];
        if (!before)
          writes.push({ kind: 'delete', place: places.removed(kind.name, resource.name), when: asRead(grave) });
        if ((await table.transact(writes)) === 'done')
          return { outcome: before ? 'changed' : 'created', resource: stored };
      }
      throw new ConflictError(`the ${kind.one} "${resource.name}" is changed by others all the time`);
    },
    delete: async (kind, name, { revision } = {}) => {
      const place = kind.place(name);
      for (let i = 0; i < TRIES; i += 1) {
        const row = await table.get(place);
        if (!row) return false;
        const before = read(kind, row);
        if (revision !== undefined && revision !== before.revision)
          throw changed(kind, name, before.revision, revision);
        // Should it be made again, it goes on from here: who still has this one must not take that one for it.
        const grave = toItem({ ...places.removed(kind.name, name), revision: before.revision });
        const writes: Write[] = [
          { kind: 'delete', place, when: asRead(row) },
          { kind: 'put', item: grave },
        ];
        if ((await table.transact(writes)) === 'done') return true;
      }
      throw new ConflictError(`the ${kind.one} "${name}" is changed by others all the time`);
    },
  };
}

function read<T extends Named>(kind: ResourceKind<T>, row: Readonly<Record<string, unknown>>): Stored<T> {
  return { ...kind.stored.parse(row), ...Versions.parse(row) };
}

/** That the row is as it was read: absent, of that revision, or without one. */
const asRead = (row: Item | undefined): Condition =>
  row === undefined
    ? { absent: true }
    : { equals: { revision: typeof row.revision === 'number' ? row.revision : null } };

/** Whether what is stored says what is to be stored. */
export function isSame<T extends Named>({ revision: _, updatedAt: __, ...before }: Stored<T>, resource: T): boolean {
  return canonical(before) === canonical(resource);
}

const changed = (
  { one }: { readonly one: string },
  name: string,
  now: number | undefined,
  given: number | 'absent',
): ConflictError => {
  const is = now === undefined ? 'is not there any more' : `is of revision ${now}`;
  const wanted = given === 'absent' ? 'it was to be new' : `not of ${given}`;
  return new ConflictError(`the ${one} "${name}" ${is}, ${wanted}: read it again and repeat the change`);
};
