import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCase } from '../../cli/map-case.ts';
import type { MapSetup, map } from '../../shared/pipeline/map.ts';
import { readMapLine } from '../../shared/pipeline/map-line.ts';
import { plugins } from '../../shared/plugins/index.ts';

const DATA = join(import.meta.dirname, '../../../shared/data/devlake');

/** Recorded objects of one stream that were asked for together: one page. */
export interface RecordedPage {
  readonly target: string;
  readonly input: unknown;
  /** What the vendor sent, element by element. */
  readonly elements: readonly unknown[];
}

/** What was recorded of one stream, in one scope. */
export interface Recorded {
  readonly plugin: string;
  readonly stream: string;
  readonly setup: MapSetup;
  readonly pages: readonly RecordedPage[];
  readonly records: number;
  /** Values that its records look up: those which the other streams of its case provide. */
  readonly lookups: readonly { readonly lookup: string; readonly key: string; readonly value: unknown }[];
}

/** Every recorded stream of every plugin, each from the case that has most of it. */
export async function recordedStreams(): Promise<readonly Recorded[]> {
  const found = new Map<string, Recorded>();
  for (const plugin of plugins.keys()) {
    const folder = join(DATA, plugin);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).sort())
      for (const one of await readCase(join(folder, name))) {
        const key = `${one.plugin}/${one.stream}`;
        if (one.records > (found.get(key)?.records ?? 0)) found.set(key, one);
      }
  }
  return [...found.values()];
}

async function readCase(folder: string): Promise<readonly Recorded[]> {
  const { file, setup, lines } = await openCase(folder);
  const streams = new Map<string, Map<string, { target: string; input: unknown; elements: unknown[] }>>();
  for await (const line of lines()) {
    const page = Object.hasOwn(file.streams, line.stream) ? readMapLine(line.text, setup.params) : undefined;
    if (!page) continue;
    const pages = streams.get(line.stream) ?? new Map();
    streams.set(line.stream, pages);
    const { input } = page.request;
    const key = JSON.stringify(input ?? null);
    const known = pages.get(key) ?? { target: page.request.target, input, elements: [] };
    known.elements.push(page.json);
    pages.set(key, known);
  }
  const lookups = await providedBy(setup, lines());
  return [...streams].map(([stream, pages]) => ({
    plugin: file.plugin,
    stream,
    setup,
    pages: [...pages.values()],
    records: [...pages.values()].reduce((sum, { elements }) => sum + elements.length, 0),
    lookups,
  }));
}

async function providedBy(setup: MapSetup, lines: Parameters<typeof map>[1]) {
  const bound = new Map(
    (setup.plugin.streams ?? []).map((stream) => [
      stream.name,
      stream.bind({ connection: setup.connection, scope: setup.scope, config: setup.config }),
    ]),
  );
  const entries = [];
  for await (const { stream, text } of lines) {
    const page = readMapLine(text, setup.params);
    const at = bound.get(stream);
    if (page && at)
      entries.push(
        ...at
          .open(page)
          .extract()
          .records.flatMap((record) => at.provides(record)),
      );
  }
  return entries;
}
