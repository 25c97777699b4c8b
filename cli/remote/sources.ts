import * as z from 'zod';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { ApiClient } from '../../shared/http/api-client.ts';
import { parseSource, type SourceArguments } from '../commands/discover.ts';
import { printChecked, printFields, printListed } from '../print-source.ts';

const Checked = z.object({
  credentials: z.array(z.object({ token: z.string().nullable(), ok: z.boolean(), reason: z.string() })),
});
const Discovered = z.object({
  scopes: z.array(z.object({ id: z.string(), name: z.string(), scope: z.string() })),
  more: z.boolean(),
});
const Fields = z.object({
  fields: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      custom: z.boolean(),
      of: z.string().exactOptional(),
    }),
  ),
});

/** The most that the API lists in one answer. */
const MOST = 10_000;

function sourceOf(given: SourceArguments) {
  if (given.baseUrl !== undefined)
    throw new InvalidInputError('with --endpoint the base URL is configured there: sluice apply --endpoint URL');
  return parseSource(given.source);
}

/** `sluice check`. */
export async function remoteCheck(call: ApiClient, given: SourceArguments): Promise<number> {
  const { plugin, name } = sourceOf(given);
  const answer = await call({ method: 'POST', path: `/connections/${name}/check`, body: {} });
  const { credentials } = Checked.parse(await answer.json());
  const baseUrl = (await configuredUrl(call, name)) ?? plugin.baseUrl ?? '';
  for (const each of credentials)
    printChecked({ plugin: plugin.name, connection: name, baseUrl, ...each }, given.json ?? false);
  return credentials.every(({ ok }) => ok) ? 0 : 1;
}

/** Where a configured connection asks; one that is not configured asks the vendor's own cloud. */
async function configuredUrl(call: ApiClient, name: string): Promise<string | undefined> {
  try {
    const answer = await call({ path: `/connections/${name}` });
    return z.object({ baseUrl: z.string().exactOptional() }).parse(await answer.json()).baseUrl;
  } catch (cause) {
    if (cause instanceof NotFoundError) return undefined;
    throw cause;
  }
}

/** `sluice discover`. */
export async function remoteDiscover(call: ApiClient, given: SourceArguments): Promise<number> {
  const { plugin, name, isNamed, filter } = sourceOf(given);
  const query = new URLSearchParams({ limit: String(MOST), ...(filter !== undefined && { filter }) });
  const answer = await call({ path: `/connections/${name}/discover?${query}` });
  const { scopes, more } = Discovered.parse(await answer.json());
  for (const { id, name: of } of scopes)
    printListed({ id, name: of }, `${plugin.name}${isNamed ? `@${name}` : ''}:${of}`, given.json ?? false);
  if (scopes.length === 0)
    process.stderr.write(`${plugin.name}@${name} shows nothing${filter ? ` in "${filter}"` : ''}\n`);
  if (more) process.stderr.write(`there are more than ${MOST}: name a group behind the colon, ${plugin.name}:GROUP\n`);
  return 0;
}

/** `sluice fields`. */
export async function remoteFields(call: ApiClient, given: SourceArguments): Promise<number> {
  const { plugin, name, filter } = sourceOf(given);
  const query = new URLSearchParams(filter === undefined ? {} : { scope: filter });
  const { fields } = Fields.parse(await (await call({ path: `/connections/${name}/fields?${query}` })).json());
  printFields(fields, given.json ?? false);
  if (fields.length === 0) process.stderr.write(`${plugin.name}@${name} has no custom fields\n`);
  return 0;
}
