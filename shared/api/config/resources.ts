import * as z from 'zod';
import { acceptResource } from '../../config/check-resource.ts';
import { configStore, isSame, type Stored } from '../../config/config-store.ts';
import {
  blueprints,
  connections,
  metrics,
  type Named,
  projects,
  type ResourceKind,
  scopeConfigs,
  scopes,
} from '../../config/resources.ts';
import { ConflictError, InvalidInputError } from '../../errors.ts';
import type { ApiPorts } from '../app.ts';
import type { Role } from '../auth/caller.ts';
import { decodeCursor, encodeCursor, limitOf, Paging, pageOf } from '../page.ts';
import { type Given, nothing, type Route, route } from '../route.ts';
import { checkOwner, checkRemoving, checkWriting, follow, precede } from './consequences.ts';
import { etagOf, revisionAsked } from './revision.ts';
import { type Shown, starts } from './starts.ts';

const Name = z.object({ name: z.string().min(1).max(400) });
const Written = z.looseObject({ name: z.string().exactOptional() });
const Anyway = z.object({
  anyway: z
    .enum(['true', 'false'])
    .exactOptional()
    .meta({ description: 'true: whatever names it, or is named by it; for who writes several that name each other' }),
});

/** What a user configures, by kind: list, create, read, put, delete, each with its revision. */
export const resourceRoutes = (ports: ApiPorts): readonly Route[] => [
  // A connection's address is where credentials are sent to.
  ...routesOfKind(ports, connections, 'admin'),
  ...routesOfKind(ports, scopeConfigs, 'operator'),
  ...routesOfKind(ports, scopes, 'operator'),
  ...routesOfKind(ports, projects, 'operator'),
  ...routesOfKind(ports, blueprints, 'operator', starts(ports)),
  ...routesOfKind(ports, metrics, 'operator'),
];

type ResourcePorts = Pick<ApiPorts, 'plugins' | 'table' | 'clock' | 'schedules'>;

/** What is asked of scope configs alone: their mappings are checked by whole plugins. */
export const scopeConfigRoutes = (ports: ResourcePorts): readonly Route[] =>
  routesOfKind(ports, scopeConfigs, 'operator');

function routesOfKind<T extends Named>(
  ports: ResourcePorts,
  kind: ResourceKind<T>,
  role: Role,
  shown?: Shown<T>,
): readonly Route[] {
  const store = configStore(ports);
  const stored = z.intersection(kind.stored, z.object({ revision: z.number(), updatedAt: z.string() }));
  const shared = { ...nothing, tag: kind.path };
  const label = kind.one;
  const listed = shown ? z.intersection(stored, shown.schema) : stored;
  const answer = (context: Context, resource: Stored<T>, status: 200 | 201 = 200): Response =>
    context.json(resource, status, {
      etag: etagOf(resource.revision),
      location: `/api/v1/${kind.path}/${encodeURIComponent(resource.name)}`,
    });
  const write = async (
    context: Context,
    written: object,
    { revision, anyway }: { revision: number | 'absent' | undefined; anyway?: string },
  ) => {
    const resource = acceptResource(kind, written, { plugins: ports.plugins });
    if (anyway !== 'true') await checkWriting(ports, kind, resource);
    await checkOwner(ports, kind.name, resource.name);
    const put = await store.put(kind, resource, { revision });
    await follow(ports, kind.name, resource.name);
    return answer(context, put.resource, put.outcome === 'created' ? 201 : 200);
  };
  return [
    route(
      {
        ...shared,
        method: 'get',
        path: `/${kind.path}`,
        role: 'reader',
        says: `Lists what there is of this kind: each ${label}, by name`,
        query: Paging,
        answers: { 200: { says: 'a page of them', schema: pageOf(kind.name, listed) } },
      },
      async ({ context, query }) => {
        const after = decodeCursor(query.cursor, kind.path);
        const limit = limitOf(query.limit, { usual: 200, most: 200 });
        const { resources, last } = await store.page(kind, { limit, after });
        const next = last === undefined ? null : encodeCursor(last, kind.path);
        const also = await shown?.of(resources);
        return context.json({ [kind.name]: resources.map((each) => ({ ...each, ...also?.get(each.name) })), next });
      },
    ),
    route(
      {
        ...shared,
        method: 'post',
        path: `/${kind.path}`,
        role,
        says: `Makes a new ${label}`,
        body: Written,
        documented: kind.written,
        answers: { 201: { says: 'it, with its revision', schema: stored }, 409: { says: 'there is one already' } },
      },
      async ({ context, body }) => {
        const written = acceptResource(kind, body, { plugins: ports.plugins });
        const { name } = written;
        const there = await store.find(kind, name);
        // Made by the one that died before it could say so.
        const isMade = there && context.get('isAgain') === true;
        if (isMade && isSame(there, written)) {
          await follow(ports, kind.name, name);
          return answer(context, there, 201);
        }
        if (there) throw new ConflictError(`there is a ${label} "${name}" already`);
        return write(context, body, { revision: 'absent' });
      },
    ),
    route(
      {
        ...shared,
        method: 'get',
        path: `/${kind.path}/{name+}`,
        role: 'reader',
        says: `One ${label}; its ETag is its revision`,
        params: Name,
        answers: { 200: { says: 'it', schema: stored } },
      },
      async ({ context, params }) => answer(context, await store.get(kind, params.name)),
    ),
    route(
      {
        ...shared,
        method: 'put',
        path: `/${kind.path}/{name+}`,
        role,
        says: `Makes or replaces a ${label}; with If-Match only that revision, with If-None-Match: * only where there is none`,
        params: Name,
        query: Anyway,
        body: Written,
        documented: kind.written,
        answers: {
          200: { says: 'it, with its revision; an unchanged one keeps it', schema: stored },
          201: { says: 'it is new', schema: stored },
          409: { says: 'it is not of that revision' },
        },
      },
      async ({ context, params, query, body }) => {
        if (body.name !== undefined && body.name !== params.name)
          throw new InvalidInputError(`the path says "${params.name}" and the body "${body.name}": a name stays`, [
            'name',
          ]);
        return write(context, { ...body, name: params.name }, { ...query, revision: revisionAsked(context) });
      },
    ),
    route(
      {
        ...shared,
        method: 'delete',
        path: `/${kind.path}/{name+}`,
        role,
        says: `Removes a ${label}; what was collected stays`,
        params: Name,
        query: Anyway,
        answers: {
          204: { says: 'it is not there any more' },
          409: { says: 'it is not of that revision, or something names it' },
        },
      },
      async ({ context, params, query }) => {
        const revision = revisionAsked(context);
        // Tells a name that there is not from one that was removed.
        await store.get(kind, params.name);
        if (query.anyway !== 'true') await checkRemoving(ports, kind, params.name);
        await precede(ports, kind.name, params.name);
        try {
          await store.delete(kind, params.name, { revision: revision === 'absent' ? undefined : revision });
        } finally {
          await follow(ports, kind.name, params.name);
        }
        return context.body(null, 204);
      },
    ),
  ];
}

type Context = Given<unknown, unknown, unknown>['context'];
