import * as z from 'zod';
import type { RunConnection } from '../contract/run.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { reasonOf } from '../plugin-sdk/define-stream.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { FoundField, Plugin } from '../plugin-sdk/plugin.ts';
import { type AskNowPorts, askNow, foreignAnswer } from './ask-now.ts';

/**
 * The fields that a scope config may name, custom ones first. `scope` is what the user wrote behind the plugin's name.
 *
 * @throws InvalidInputError when the plugin has no such list; what `askNow` throws when it cannot be read
 */
export async function listFields(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  scope: string | undefined,
): Promise<readonly FoundField[]> {
  const { fields: spec } = plugin;
  if (!spec) throw new InvalidInputError(`${plugin.title ?? plugin.name} has no fields that a mapping could name`);
  const ask = async (request: Parameters<typeof askNow>[3]) =>
    parseJson(await askNow(ports, connection, plugin, request, scope ?? 'its fields'));
  const answers = await Promise.all(spec.requests(scope).map(ask));
  return readFields(plugin, connection, () => spec.read(answers)).toSorted(
    (a, b) =>
      Number(b.custom) - Number(a.custom) ||
      (a.of ?? '').localeCompare(b.of ?? '') ||
      a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** @throws ForeignAnswerError when another product answered */
function readFields<Found>(plugin: Plugin, connection: RunConnection, read: () => Found): Found {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    throw foreignAnswer(plugin, connection, reasonOf(cause), { cause });
  }
}

/** Names of what there is that a refusal tells, at most. */
const SOME = 12;

/**
 * Refuses a scope config that maps something which the vendor does not have, such as a type of issues. Where the names
 * cannot be listed, because that right is missing, or there are none, it is let through.
 *
 * @throws InvalidInputError with the path of the name
 */
export async function checkNames(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  { name: scope, config }: { readonly name: string; readonly config: unknown },
): Promise<void> {
  const spec = plugin.names;
  const named = spec?.named(config) ?? [];
  if (!spec || named.length === 0) return;
  const ask = async (request: Parameters<typeof askNow>[3]) =>
    parseJson(await askNow(ports, connection, plugin, request, scope));
  const answers = await Promise.all(spec.requests(scope).map(ask)).catch((error) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  const known = answers && readFields(plugin, connection, () => spec.read(answers));
  for (const { path, kind, name } of named) {
    const there = known?.[kind] ?? [];
    if (there.length === 0 || there.includes(name)) continue;
    const some = [...there.slice(0, SOME), ...(there.length > SOME ? ['…'] : [])].join(', ');
    const where = plugin.title ?? plugin.name;
    throw new InvalidInputError(
      `scope config: ${path.join('.')}: there is no ${kind} "${name}" in ${where}; there is ${some}`,
      [...path],
    );
  }
}

/**
 * Refuses a scope config that names a field which the vendor does not have. One whose fields cannot be listed, because
 * that right is missing, is let through.
 *
 * @throws InvalidInputError with the path of the field
 */
export async function checkFields(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  { name, config }: { readonly name: string; readonly config: unknown },
): Promise<void> {
  const named = plugin.fields?.named(config) ?? [];
  if (named.length === 0) return;
  const found = await listFields(ports, connection, plugin, name).catch((error) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  const missing = found && named.find(({ id, of }) => !found.some((field) => field.id === id && field.of === of));
  if (!missing) return;
  const { path, id, of } = missing;
  const whose = [plugin.title ?? plugin.name, ...(of === undefined ? [] : [`for a ${of}`])].join(' ');
  throw new InvalidInputError(
    `scope config: ${path.join('.')}: there is no field "${id}" in ${whose}; "sluice fields ${plugin.name}:${name}" lists them`,
    [...path],
  );
}
