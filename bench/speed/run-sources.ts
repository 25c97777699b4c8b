import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whenAndWhere } from '../page.ts';
import { inRounds } from './clock.ts';
import { madeStreams } from './made-streams.ts';
import { ours } from './ours.ts';
import { type Recorded, recordedStreams } from './recorded.ts';
import { BEHIND, HEADING, type StreamCost, sourcesSection } from './sources.ts';

/** Measures every source without Faros, and writes that section of SPEED.md anew. */
const PAGE = join(import.meta.dirname, '../SPEED.md');
/** Records of one measurement. */
const A_ROUND = 3000;

async function costOf(recorded: Recorded, isMade: boolean): Promise<StreamCost> {
  const mine = await ours(recorded);
  const passes = Math.ceil(A_ROUND / mine.records);
  const costs = await inRounds({
    ours: async () => {
      for (let pass = 0; pass < passes; pass += 1) await mine.pass();
    },
  });
  return {
    plugin: recorded.plugin,
    isMade,
    records: recorded.records,
    bytes: mine.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / recorded.records,
    ours: (costs.get('ours') ?? Number.NaN) / (passes * mine.records),
    rows: (await mine.pass()).rows,
  };
}

const costs: StreamCost[] = [];
for (const recorded of await recordedStreams()) costs.push(await costOf(recorded, false));
for (const made of madeStreams()) costs.push(await costOf(made, true));
const section = sourcesSection(costs, whenAndWhere());
const page = readFileSync(PAGE, 'utf8');
// Pages of before had no such section: it comes before what is compared.
const begin = page.indexOf(page.includes(HEADING) ? HEADING : '**Compared**');
const end = page.includes(BEHIND) ? page.indexOf(BEHIND) : begin;
const rest = page.includes(BEHIND) ? page.slice(end) : `${BEHIND}\n\n${page.slice(end)}`;
writeFileSync(PAGE, `${page.slice(0, begin)}${section.join('\n')}\n${rest}`);
process.stdout.write(`${section.join('\n')}\n`);
