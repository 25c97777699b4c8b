import type { RunConnection } from '../contract/run.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import { parseLinks, targetBelow } from '../plugin-sdk/links.ts';
import { single } from '../plugin-sdk/pagination.ts';
import type { ListedScope, Plugin } from '../plugin-sdk/plugin.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { type AskNowPorts, answerNow } from './ask-now.ts';

/** A listing that goes on for longer has come round to where it began. */
const MOST_REQUESTS = 2_000;

/** What a listing found. */
export type DiscoveredScope = ListedScope;

/**
 * Lists the scopes that the connection's credential may see, each once, while they are read.
 *
 * @throws InvalidInputError when the plugin has no listing; what `askNow` throws when it cannot be read
 */
export async function* discover(
  ports: AskNowPorts,
  connection: RunConnection,
  plugin: Plugin,
  filter?: string,
): AsyncGenerator<DiscoveredScope> {
  const { discover: spec } = plugin;
  if (!spec) throw new InvalidInputError(`${plugin.title ?? plugin.name} has no listing: name its scopes yourself`);
  const waiting: WorkRequest[] = spec.first(filter).map((request) => ({ ...request, page: 1 }));
  const ways = new Set(waiting.map(({ target }) => target));
  const asked = new Set<string>();
  const found = new Set<string>();
  for (let request = waiting.shift(); request; request = waiting.shift()) {
    if (asked.has(request.target)) continue;
    if (asked.size >= MOST_REQUESTS)
      throw new InvalidInputError(`the listing goes on after ${MOST_REQUESTS} requests: give a filter`);
    asked.add(request.target);
    const answer = await answerNow(ports, connection, plugin, request, filter ?? 'its scopes').catch((error) => {
      // What a name stands for may be known to one of the first questions only; when to none, that is told.
      if (!(error instanceof NotFoundError) || !ways.delete(request.target) || ways.size === 0) throw error;
    });
    if (!answer) continue;
    const { body, headers } = answer;
    const json = parseJson(body);
    for (const scope of spec.read(json)) {
      if (found.has(scope.id)) continue;
      found.add(scope.id);
      yield scope;
    }
    const links = parseLinks(headers.link);
    const items = Array.isArray(json) ? json : [];
    const link = (relation: string) => {
      const url = links.get(relation);
      return url === undefined ? undefined : targetBelow(connection.baseUrl, url);
    };
    const received = Math.max(items.length, spec.read(json).length);
    waiting.push(...(spec.pagination ?? single())({ request, json, items, received, headers, link }));
    waiting.push(...(spec.deeper?.(json) ?? []).map((deeper) => ({ ...deeper, page: 1 })));
  }
}
