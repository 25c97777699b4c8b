import * as z from 'zod';
import { configStore } from '../../config/config-store.ts';
import { connections } from '../../config/resources.ts';
import {
  ConflictError,
  ForeignAnswerError,
  InvalidInputError,
  NotFoundError,
  RateLimitedError,
  RefusedAddressError,
  SluiceError,
  UnreachableError,
} from '../../errors.ts';
import { type AskNowPorts, askNow } from '../../pipeline/ask-now.ts';
import { discover } from '../../pipeline/discover.ts';
import { listFields } from '../../pipeline/fields.ts';
import { findConnection } from '../../pipeline/plan.ts';
import type { SettingsPort } from '../../pipeline/ports.ts';
import type { Plugin } from '../../plugin-sdk/plugin.ts';
import type { ApiPorts } from '../app.ts';
import { limitOf } from '../page.ts';
import { notHere } from '../problem.ts';
import { nothing, type Route, route } from '../route.ts';
import { etagOf, revisionAsked } from './revision.ts';

/** What asks a vendor something at once. */
export type VendorPorts = AskNowPorts & { readonly settings: SettingsPort };

/** Keeps secrets where nobody reads them by the API. */
export interface SecretsPort {
  /** Keeps a connection's token in the place of any before; answers a reference: `file:…`, `secret:…`. */
  put(connection: string, token: string): Promise<string>;
}

/** What asking about connections works with. */
export type ConnectionPorts = Pick<ApiPorts, 'plugins' | 'table' | 'clock' | 'vendors' | 'secrets'>;

const Name = z.object({ name: z.string().min(1).max(32) });
const Credential = z.object({
  token: z.string().nullable(),
  ok: z.boolean(),
  reason: z.string(),
  field: z
    .enum(['credential', 'baseUrl'])
    .nullable()
    .meta({ description: 'what is to be mended; null: nothing, it passes' }),
});
const Scope = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string().meta({ description: 'what people call it, where its name is a number or an id' }),
  scope: z.string(),
});
const Field = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  custom: z.boolean(),
  of: z.string().exactOptional(),
});
const shared = { ...nothing, tag: 'connections', params: Name };

/** What a connection can be asked: whether its credentials are good, which scopes and fields there are; and its secret. */
export const connectionRoutes = (ports: ConnectionPorts): readonly Route[] => [
  route(
    {
      ...shared,
      method: 'post',
      path: '/connections/{name}/check',
      role: 'operator',
      says: 'Asks the vendor whether it takes each credential',
      answers: {
        200: { says: 'what it said', schema: z.object({ ok: z.boolean(), credentials: z.array(Credential) }) },
      },
    },
    async ({ context, params }) => {
      if (!ports.vendors) return notHere(NO_VENDORS);
      const { vendors, plugin, connection } = await open(ports, ports.vendors, params.name);
      const { check } = plugin;
      if (!check) throw new InvalidInputError(`${plugin.name} has no check; a run will tell`);
      const tokens = connection.tokens.length > 0 ? connection.tokens : [null];
      const credentials: z.input<typeof Credential>[] = [];
      for (const token of tokens) {
        const only = { ...connection, tokens: token === null ? [] : [token] };
        credentials.push({
          token,
          ...(await verdict(() => askNow(vendors, only, plugin, check, token ?? 'no token'))),
        });
      }
      return context.json({ ok: credentials.every(({ ok }) => ok), credentials });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/connections/{name}/discover',
      role: 'operator',
      says: 'Lists the scopes that its credential may see',
      query: z.object({
        filter: z.string().max(400).exactOptional().meta({ description: 'a group, an organisation, a folder' }),
        limit: z.string().exactOptional().meta({ description: 'how many, at most; default 1000' }),
      }),
      answers: {
        200: { says: 'the scopes', schema: z.object({ scopes: z.array(Scope), next: z.null(), more: z.boolean() }) },
      },
    },
    async ({ context, params, query }) => {
      if (!ports.vendors) return notHere(NO_VENDORS);
      const { vendors, plugin, connection } = await open(ports, ports.vendors, params.name);
      const limit = limitOf(query.limit, { usual: 1_000, most: 10_000 });
      const source = plugin.name === connection.name ? plugin.name : `${plugin.name}@${connection.name}`;
      const scopes: z.input<typeof Scope>[] = [];
      try {
        for await (const { id, name, title = '' } of discover(vendors, connection, plugin, query.filter || undefined)) {
          if (scopes.length >= limit) return context.json({ scopes, next: null, more: true });
          scopes.push({ id, name, title, scope: `${source}:${name}` });
        }
      } catch (cause) {
        // What was found in the time that there was is an answer.
        const isOver = ports.clock.now() > (vendors.until?.() ?? Number.POSITIVE_INFINITY) - A_SECOND;
        if (isOver && scopes.length > 0) return context.json({ scopes, next: null, more: true });
        throw cause;
      }
      return context.json({ scopes, next: null, more: false });
    },
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/connections/{name}/fields',
      role: 'operator',
      says: 'Lists the fields that a mapping may name',
      query: z.object({ scope: z.string().max(400).exactOptional() }),
      answers: { 200: { says: 'the fields, custom ones first', schema: z.object({ fields: z.array(Field) }) } },
    },
    async ({ context, params, query }) => {
      if (!ports.vendors) return notHere(NO_VENDORS);
      const { vendors, plugin, connection } = await open(ports, ports.vendors, params.name);
      return context.json({ fields: await listFields(vendors, connection, plugin, query.scope) });
    },
  ),
  route(
    {
      ...shared,
      method: 'put',
      path: '/connections/{name}/secret',
      role: 'admin',
      says: 'Keeps a new token for the connection in the place of the one before; nothing answers it again',
      body: z.strictObject({ token: z.string().min(1).max(20_000) }),
      answers: {
        204: { says: 'it is kept; the ETag is the revision of the connection' },
        409: { says: 'the connection is not of that revision' },
      },
    },
    async ({ context, params, body }) => {
      if (!ports.secrets) return notHere('this part of the deployment keeps no secrets');
      const store = configStore(ports);
      const { revision, updatedAt: _, ...before } = await store.get(connections, params.name);
      const asked = revisionAsked(context);
      // Before anything is kept: it may be meant for another account.
      if (asked !== undefined && asked !== revision)
        throw new ConflictError(
          `the connection "${params.name}" is of revision ${revision}, not of ${asked}: read it again`,
        );
      const reference = await ports.secrets.put(params.name, body.token);
      const tokens = [...before.tokens.filter((each) => each !== reference), reference];
      const kept = before.tokens.includes(reference) ? before : { ...before, tokens };
      const { resource } = await store.put(connections, kept, { revision });
      return context.body(null, 204, { etag: etagOf(resource.revision) });
    },
  ),
];

const A_SECOND = 1_000;
const NO_VENDORS = 'this part of the deployment asks no vendor';

/** A connection as it was configured; or the one of the environment, which is called as its plugin. */
async function open({ plugins, table, clock }: ConnectionPorts, vendors: VendorPorts, name: string) {
  const configured = await configStore({ table, clock }).find(connections, name);
  const plugin: Plugin | undefined = plugins.get(configured?.plugin ?? name);
  if (!plugin) throw new NotFoundError(`there is no connection "${name}"; PUT /api/v1/connections/${name} makes one`);
  return { vendors, plugin, connection: await findConnection(vendors, plugin, name) };
}

async function verdict(ask: () => Promise<unknown>): Promise<Omit<z.input<typeof Credential>, 'token'>> {
  try {
    await ask();
    return { ok: true, reason: '', field: null };
  } catch (cause) {
    if (cause instanceof SluiceError) return { ok: false, reason: cause.message, field: fieldOf(cause) };
    throw cause;
  }
}

/** Which field of a connection a refusal is about. */
function fieldOf(cause: SluiceError): 'credential' | 'baseUrl' | null {
  if (cause instanceof RateLimitedError) return null;
  const isElsewhere = [UnreachableError, ForeignAnswerError, RefusedAddressError].some((of) => cause instanceof of);
  return isElsewhere ? 'baseUrl' : 'credential';
}
