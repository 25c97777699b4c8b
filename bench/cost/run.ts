import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { goalTable, table, whenAndWhere } from '../page.ts';
import type { Charge } from './bill.ts';
import { goalsOf } from './goals.ts';
import { idleCharges, synthesize } from './idle.ts';
import { prices } from './prices.ts';
import { type Measured, measureRuns, perMillion } from './scenario.ts';

/** About 100,000 domain records on 400 pages. */
const SIZE = { issues: 20_000, comments: 20_000 };
const ROOT = join(import.meta.dirname, '..', '..');
const CdkJson = z.object({ context: z.record(z.string(), z.json()) });

const whole = (count: number): string => Math.round(count).toLocaleString('en-US');

/** What a run and an idle month cost; the page lies beside this folder. */
export async function run(): Promise<void> {
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const idle = idleCharges(synthesize(context));
  const runs = await measureRuns(SIZE);
  const goals = goalsOf(runs, idle);
  const measured = [runs.first, runs.same, runs.changed, runs.identical, runs.validated];
  const services = runs.first.bill.map(({ what }) => what);
  const scale = (bill: readonly Charge[], what: string, records: number): string =>
    (((bill.find((charge) => charge.what === what)?.dollars ?? 0) / Math.max(1, records)) * 1e6).toFixed(3);
  const records = runs.first.records;
  const page = [
    '# What a sync costs on AWS',
    '',
    `\`npm run bench -- cost\` wrote this ${whenAndWhere()}.`,
    '',
    ...goalTable(goals),
    '',
    `A record is a row of a domain table. ${whole(SIZE.issues)} generated issues and ${whole(SIZE.comments)} comments, 100 a page, are ${whole(records)}`,
    'records; what is counted is scaled to a million. At 0 % and 5 % every page is another one than before, so that each',
    'record is compared; pages whose bytes are the same, and those answered by 304, are not read further. [How it is counted](#how-it-is-counted) is below.',
    '',
    '## Dollars of a million records',
    '',
    ...table(
      ['', ...measured.map(({ name }) => name), 'naive first load'],
      [
        ...services.map((what) => [
          what,
          ...measured.map(({ bill }) => scale(bill, what, records)),
          scale(runs.naive.bill, what, records),
        ]),
        [
          '**sum**',
          ...measured.map(({ dollars }) => perMillion({ dollars, records }).toFixed(3)),
          perMillion(runs.naive).toFixed(3),
        ],
      ],
    ),
    '',
    '## What was used',
    '',
    ...table(['', ...measured.map(({ name }) => name)], usedRows(measured)),
    '',
    '## Where the write units and read units go',
    '',
    ...measured.slice(0, 3).flatMap((one) => areas(one)),
    '## What the tables cost, dollars of a million records',
    '',
    ...table(
      ['', ...measured.slice(0, 3).map(({ name }) => name)],
      KINDS.map(([kind, is]) => [kind, ...measured.slice(0, 3).map((one) => tableDollars(one, is).toFixed(3))]),
    ),
    '',
    ...WHY,
    '## Idle, a month',
    '',
    ...table(
      ['resource', 'how many', 'dollars'],
      idle
        .filter(({ dollars }) => dollars > 0)
        .map(({ what, count, dollars }) => [what, String(count), dollars.toFixed(3)]),
    ),
    '',
    ...HOW,
  ].join('\n');
  writeFileSync(join(import.meta.dirname, '..', 'COST.md'), page);
  process.stdout.write(page);
  if (!goals.filter(({ promise }) => !promise.includes('prize')).every(({ kept }) => kept)) process.exitCode = 1;
}

function usedRows(measured: readonly Measured[]): readonly (readonly string[])[] {
  const row = (name: string, of: (one: Measured) => string): readonly string[] => [name, ...measured.map(of)];
  const count = (name: string, counter: string) => row(name, ({ used }) => whole(used.get(counter)));
  return [
    row('records that were written', ({ written }) => whole(written)),
    row("vendor's records that were extracted", ({ sourceRecords }) => whole(sourceRecords)),
    row('pages', ({ pages }) => whole(pages)),
    count('write units', 'write units'),
    count('read units', 'read units'),
    count('messages', 'sqs messages'),
    count('objects put', 's3 PUT'),
    count('objects got', 's3 GET'),
    count('invocations', 'lambda invocations'),
    row('GB-seconds of waiting', ({ used }) => used.get('lambda gb-seconds').toFixed(1)),
    row('CPU seconds', ({ cpuSeconds }) => cpuSeconds.toFixed(1)),
    count('state transitions', 'transitions'),
    row('minutes', ({ used }) => used.get('run minutes').toFixed(2)),
  ];
}

function areas({ name, used }: Measured): readonly string[] {
  const most = (kind: string): string =>
    used
      .under(`${kind} of `)
      .slice(0, 7)
      .map(([area, units]) => `${area} ${whole(units)}`)
      .join(', ');
  return [`**${name}.** Written: ${most('writes')}. Read: ${most('reads')}.`, ''];
}

/** What rows are for, by the table and the beginning of their partition. */
const KINDS: readonly (readonly [string, (area: string) => boolean])[] = [
  ['rows of records', (area) => area.startsWith('domain ') && !area.startsWith('domain @')],
  ['footprints', (area) => area.startsWith('domain @made/')],
  ['look-ups', (area) => area.startsWith('domain @') && !area.startsWith('domain @made/')],
  ['control table', (area) => area.startsWith('control ')],
];

function tableDollars({ used, records }: Measured, is: (area: string) => boolean): number {
  const units = (kind: string): number =>
    used.under(`${kind} of `).reduce((sum, [area, count]) => sum + (is(area) ? count : 0), 0);
  const { writeUnit, readUnit } = prices.dynamo;
  return ((units('writes') * writeUnit + units('reads') * readUnit) / records) * 1e6;
}

const WHY = [
  '**What stands in the way of $0.80.** A row of up to 1 KB costs $0.625 a million. Issues are rows of 1 to 2 KB, two units',
  'each, and beside the records lie a footprint for each of the vendor’s records (what it made, so that a label that was',
  'taken off is found) and what others look up.',
  '',
  '**What stands in the way of the prize.** Each footprint is a row of its own, so each is a read. Packing those of a stretch',
  'into one object (named by the commit of the tool object, so that it counts or not as a whole, with a row of the lane that',
  'names the objects by ranges of keys) is estimated at $0.01 instead of all that “footprints” cost above, in the first',
  'load too. It is not built: apply, convert, the search for dependants and the search for what is gone all read',
  'footprints, a store that is upgraded has them as rows, and what an interrupted convert leaves is decided by them; so it',
  'is a change of its own that has to pass the whole simulation. Pages that are the same byte for byte, and those answered',
  'by 304, cost no read of a footprint but those of the search for what is gone.',
  '',
];

const HOW = [
  '## How it is counted',
  '',
  '- The use cases run as they are deployed, over `shared/aws` and the SDK’s own clients, against services in memory that',
  '  count as AWS does (`fake-aws.ts`): DynamoDB’s units by the size of each row, rounded up to 1 KB and 4 KB, twice in a',
  '  transaction, the larger of the row before and after, refused transactions too; reads strongly consistent. A message is',
  '  three requests: it is sent, received and deleted by itself.',
  '- Time is virtual: a page of the vendor takes 250 ms, calls of AWS take what they take within a region. A function is',
  '  billed for the time it waits, at its memory, a cold start of 0.4 s for each environment, and beside it for the CPU that',
  '  the whole process used, at 1,769 MB a vCPU on arm64: waiting and working are not taken to overlap, so this is an upper',
  '  bound. TLS and HTTP to the vendor are not in it.',
  '- A vendor’s waits cost a dispatch a minute: an hour of waiting for a reset is 180 transitions and 60 short invocations,',
  '  $0.005.',
  '- Prices are list prices of us-east-1 as the authors know them, with no free tier; `prices.ts` names the page on which each',
  '  is to be checked. Not in the sums:',
  '  what is stored ($0.25 a GB and month in DynamoDB, $0.20 for its backup, $0.023 in S3), and KMS requests of DynamoDB’s',
  '  AWS-managed key.',
  '- Naive is a state transition, a message, an invocation and a put for each page and each record, at the same prices.',
  '- Idle are the resources of the synthesized templates; a type that nobody has priced is an error. A queue’s mapping keeps',
  '  five long polls of 20 s open.',
  '',
];
