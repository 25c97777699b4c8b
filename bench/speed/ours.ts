import { setImmediate as turn } from 'node:timers/promises';
import * as z from 'zod';
import type { RawPage, ToolLine } from '../../shared/contract/stored.ts';
import { derive } from '../../shared/pipeline/derive.ts';
import { lookupPlace } from '../../shared/pipeline/domain-places.ts';
import type { Item, TablePort } from '../../shared/pipeline/ports.ts';
import { openScope } from '../../shared/pipeline/scopes.ts';
import { openPage } from '../../shared/pipeline/stored-page.ts';
import { memoryTable } from '../../test/support/memory-ports.ts';
import type { Recorded } from './recorded.ts';

const BASE_URL = 'https://api.example.com';
const SCOPE = 'bench/bench/1';

/** What one pass over the recorded pages made. */
export interface Made {
  readonly rows: number;
  /** Elements of which nothing could be made. */
  readonly refused: number;
}

/** A pass over texts, as often as it is called. */
export interface Contender {
  /** What it is given: one text a page, or a record. */
  readonly texts: readonly string[];
  /** Elements in one pass. */
  readonly records: number;
  pass(): Promise<Made>;
}

/**
 * Sluice: the text of a page → parsed without loss, checked by the stream's schema, extracted, converted, checked by the
 * tables' schemas, encoded, hashed. These are the functions that the workers call; what is stored lies in memory.
 */
export async function ours(recorded: Recorded): Promise<Contender> {
  const { pages: raw, ...at } = openRecorded(recorded);
  const domain = await tableWith(recorded.lookups);
  return {
    texts: raw.map(({ body }) => body),
    records: recorded.records,
    pass: async () => {
      let rows = 0;
      let refused = 0;
      for (const page of raw) {
        const { records, rejected } = at.bound.open(openPage(page, BASE_URL)).extract();
        const lines = records.map(
          ({ key, version, data, item }): ToolLine => ({
            key,
            version,
            observedAt: page.fetchedAt,
            raw: `raw/bench#0#${item}`,
            data,
          }),
        );
        refused += rejected.length;
        for (const one of await derive(domain, at, lines)) {
          if ('refused' in one) refused += 1;
          else rows += one.rows.length;
        }
      }
      await turn();
      return { rows, refused };
    },
  };
}

/** A recorded stream in its scope, with its pages as they are stored. */
export function openRecorded({ plugin, stream, setup, pages }: Recorded) {
  const scope = openScope(setup.plugin, {
    key: SCOPE,
    plugin,
    connection: setup.connection,
    id: '1',
    name: 'bench',
    data: JSON.parse(JSON.stringify(setup.scope ?? null)),
    config: JSON.parse(JSON.stringify(setup.config ?? {})),
    derivation: '',
    rev: 0,
    describedAt: '',
  });
  const opened = scope.stream(stream);
  const raw = pages.map(({ target, input, elements }): RawPage => {
    const body = JSON.stringify(bodyOf(opened.stream.elements, elements));
    const request = { target: `/${target}`, page: 1, ...(input !== undefined && { input }) };
    return { ...STORED, request, url: target, body };
  });
  return { scope, ...opened, pages: raw };
}

/** An answer with these elements; `status` is what TAPD's envelope says when all is well, and others do not look at. */
function bodyOf(key: string | undefined, elements: readonly unknown[]): unknown {
  if (key === undefined) return elements;
  if (key !== '') return { status: 1, [key]: elements };
  const [only] = elements;
  return elements.length !== 1 || Array.isArray(only) ? elements : { ...z.looseObject({}).parse(only), status: 1 };
}

const STORED = {
  status: 200,
  headers: {},
  fetchedAt: '2026-11-22T00:00:00.000Z',
  channel: 'pull' as const,
  sha256: '',
};

async function tableWith(lookups: Recorded['lookups']): Promise<TablePort> {
  const table = memoryTable();
  const rows = lookups.map(
    ({ lookup, key, value }): Item => ({ ...lookupPlace(SCOPE, lookup, key), body: JSON.stringify(value) }),
  );
  await table.writeMany([...new Map(rows.map((row) => [`${row.pk}\n${row.sk}`, row])).values()]);
  return table;
}
