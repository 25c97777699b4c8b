import { hash } from 'node:crypto';
import type { RawPage } from '../contract/stored.ts';
import { MalformedJsonError, NotFoundError } from '../errors.ts';
import { elementsOf } from '../plugin-sdk/elements.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';

/** A vendor's answer that a row was mapped from. */
export interface Source {
  /** `<segment key>#<line>#<item>`. */
  readonly raw: string;
  readonly plugin: string;
  readonly connection: string;
  /** The scope's id at the vendor. */
  readonly scope: string;
  readonly stream: string;
  /** The run that collected it; the row may have been written by a later one. */
  readonly run: string;
  /** The answer as it was stored; absent when its object is no more. */
  readonly page?: RawPage;
  /** Whether the body is byte for byte what was hashed when it was received. */
  readonly isIntact: boolean;
  /** The element of the answer that the row was made of, integers beyond 2^53 as text; undefined where the answer is no JSON. */
  readonly element: unknown;
}

/** Reads what a row's `raw` names; undefined when it names nothing. */
export async function readSource(
  ports: {
    readonly plugins: ReadonlyMap<string, PluginHead>;
    readonly segment: (key: string) => Promise<readonly RawPage[]>;
  },
  raw: string,
): Promise<Source | undefined> {
  const [segment = '', line = '', item = ''] = raw.split('#');
  const [layer, plugin = '', connection = '', scope = '', stream = '', run = ''] = segment
    .split('/')
    .map(decodeURIComponent);
  if (layer !== 'raw') return undefined;
  const named = { raw, plugin, connection, scope, stream, run };
  const page = await pageAt(ports.segment, segment, Number(line));
  if (!page) return { ...named, isIntact: false, element: undefined };
  return {
    ...named,
    page,
    isIntact: hash('sha256', page.body) === page.sha256,
    element: elementAt(page.body, ports.plugins.get(plugin)?.elements?.[stream], Number(item)),
  };
}

async function pageAt(
  segment: (key: string) => Promise<readonly RawPage[]>,
  key: string,
  line: number,
): Promise<RawPage | undefined> {
  try {
    return (await segment(key))[line];
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function elementAt(body: string, list: string | undefined, item: number): unknown {
  try {
    return elementsOf(parseJson(body), list)[item];
  } catch (error) {
    if (error instanceof MalformedJsonError) return undefined;
    throw error;
  }
}
