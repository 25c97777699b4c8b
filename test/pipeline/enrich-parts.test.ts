import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { places } from '../../shared/contract/places.ts';
import { Project } from '../../shared/contract/project.ts';
import { WorkItem } from '../../shared/contract/work-item.ts';
import { toItem } from '../../shared/pipeline/deep-json.ts';
import { enrich } from '../../shared/pipeline/enrich.ts';
import { inParts } from '../../shared/pipeline/enrich-rows.ts';
import { rowsOf } from '../../shared/pipeline/expand.ts';
import { makeItem } from '../../shared/pipeline/ledger.ts';
import { saveProject } from '../../shared/pipeline/projects.ts';
import { digestTables } from '../../shared/pipeline/read-data.ts';
import { takeShared } from '../../shared/pipeline/shared-lease.ts';
import { at, delivery, graph, worldWith } from '../support/enriched-world.ts';

/** What a commit says it did. */
const DoneRecord = z.object({
  stream: z.string(),
  counts: z.object({ written: z.number().optional() }),
  stages: z.object({ enrich: z.object({ done: z.number().optional() }).optional() }),
});

describe('an item that is too much for one call', () => {
  const issue = (n: number) =>
    [
      ['issues', { id: `i${n}`, type: 'INCIDENT', status: 'TODO', originalStatus: 'open', createdDate: at(1) }],
      ['board_issues', { boardId: 'board', issueId: `i${n}` }],
    ] as const;
  const many = Array.from({ length: 12 }, (_, n) => issue(n)).flat();
  const never = Number.MAX_SAFE_INTEGER;

  /** A world whose calls have time for one part of four rows, and its enrich item as the ledger holds it. */
  async function partedWorld(what: 'scope' | 'project', of: string) {
    const world = await worldWith([...delivery, ...many]);
    for (const [table, values] of graph) await world.collect(table, values, 'toy/toy');
    await saveProject(world.ports.table, Project.parse({ name: 'P', scopes: ['toy:here'] }));
    const { run } = await world.planRun();
    const lane = { run, connection: 'toy/toy', scope: 'toy/toy/here', stream: 'enrich' };
    const made = makeItem({ ...lane, work: { kind: 'enrich', what, of } });
    await world.ports.table.writeMany([toItem(made)]);
    const place = { pk: made.pk, sk: made.sk };
    const ports = { ...world.ports, limits: { rows: 4, share: 0 } };
    let calls = 0;
    /** One call: claims the item as it is stored, and works on it. */
    const call = async (given: typeof ports = ports): Promise<void> => {
      calls += 1;
      const stored = WorkItem.parse(await world.ports.table.get(place));
      const claimed = { ...stored, claimBy: `w${calls}`, claimUntil: never };
      await world.ports.table.writeMany([toItem(claimed)]);
      await enrich(given, claimed, { id: `w${calls}`, deadline: world.ports.clock.now() + 1_000, claimUntil: never });
    };
    const partOf = async () => {
      const stored = await world.ports.table.get(place);
      return stored && WorkItem.parse(stored).work;
    };
    return { ...world, run, ports, call, partOf };
  }

  async function wholly(world: Awaited<ReturnType<typeof partedWorld>>): Promise<readonly unknown[]> {
    const parts: unknown[] = [];
    for (let left = 100; (await world.partOf()) && left > 0; left -= 1) {
      parts.push(await world.partOf());
      await world.call();
    }
    return parts;
  }
  const tablesOf = async ({ ports }: { ports: { domain: Parameters<typeof digestTables>[0] } }) =>
    Object.fromEntries(await digestTables(ports.domain));

  it.each([
    ['scope', 'toy/toy/here'],
    ['project', 'P'],
  ] as const)('goes on where the call before ended, and derives the same (%s)', async (what, of) => {
    const calm = await partedWorld(what, of);
    if (what === 'project') await calm.once('scope', 'toy/toy/here');
    await calm.once(what, of);
    const parted = await partedWorld(what, of);
    if (what === 'project') await parted.once('scope', 'toy/toy/here');

    const parts = await wholly(parted);

    expect(parts.length).toBeGreaterThan(4);
    expect(new Set(parts.map((part) => JSON.stringify(part))).size).toBe(parts.length);
    expect(await tablesOf(parted)).toEqual(await tablesOf(calm));
    expect(await parted.once(what, of)).toMatchObject({ written: 0, deleted: 0 });
  });

  it('is one item of the report, however many calls it took', async () => {
    const world = await partedWorld('scope', 'toy/toy/here');
    await wholly(world);

    let enriched = 0;
    let written = 0;
    for await (const { done } of rowsOf(world.ports.table, places.done(world.run))) {
      const { stages, counts, stream } = DoneRecord.parse(done);
      if (stream !== 'enrich') continue;
      enriched += stages.enrich?.done ?? 0;
      written += counts.written ?? 0;
    }

    expect(enriched).toBe(1);
    expect(written).toBe(
      (await world.read('issue_status_history')).length + (await world.read('incidents')).length + 4,
    );
  });

  it('goes on in the part that a call was cut off in, whatever it had written of it', async () => {
    const calm = await partedWorld('scope', 'toy/toy/here');
    await calm.once('scope', 'toy/toy/here');
    const world = await partedWorld('scope', 'toy/toy/here');
    await world.call();
    await world.call();
    const before = await world.partOf();
    let writes = 0;
    const domain = {
      ...world.ports.domain,
      // Some of the rows are there, the others are not, and nobody is told.
      writeMany: async (puts: Parameters<typeof world.ports.domain.writeMany>[0]) => {
        writes += 1;
        await world.ports.domain.writeMany(puts.slice(0, 1));
        throw new Error('killed');
      },
    };

    await expect(world.call({ ...world.ports, domain })).rejects.toThrow('killed');
    const after = await world.partOf();
    await wholly(world);

    expect(writes).toBe(1);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ part: { step: 'issues' } });
    expect(await tablesOf(world)).toEqual(await tablesOf(calm));
  });

  it('is done again from the beginning when another run came by while it was under way', async () => {
    const world = await partedWorld('project', 'P');
    await world.once('scope', 'toy/toy/here');
    await world.call();
    await world.call();
    const half = await world.partOf();
    // Its call was killed while it held the lease, and another run came by.
    await takeShared(world.ports, { what: 'project', of: 'P' }, { run: world.run, until: never, isResumed: true });
    const head = await world.ports.table.get(places.head(world.run));
    await world.ports.table.writeMany([{ ...head, ...places.head('other'), run: 'other' }]);
    await world.collect('repos', { id: 'new repo' });
    expect(await takeShared(world.ports, { what: 'project', of: 'P' }, { run: 'other', until: never })).toBe(false);

    const parts = await wholly(world);

    expect(half).toMatchObject({ part: { step: 'cycles' } });
    expect(
      parts
        .slice(1)
        .some((work) => JSON.stringify(work) === JSON.stringify({ kind: 'enrich', what: 'project', of: 'P' })),
    ).toBe(true);
    expect((await world.read('project_mapping')).map(({ rowId }) => rowId)).toContain('new repo');
    expect(await world.ports.table.get(places.sharedLease('project', 'P'))).toMatchObject({ run: '', dirty: false });
  });
});

describe('a stream in parts', () => {
  it('holds no more than it may, and shows every group whole, once', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => ({ key: `k${i % 100}`, i }));
    const seen: string[] = [];
    let most = 0;

    await inParts(
      async function* () {
        yield* rows;
      },
      ({ key }) => key,
      { from: 0, most: 150, isOver: () => false },
      async (groups, isIn) => {
        most = Math.max(most, [...groups.values()].flat().length);
        for (const [key, of] of groups) {
          expect(of).toHaveLength(10);
          expect(isIn(key)).toBe(true);
          seen.push(key);
        }
      },
    );

    expect(most).toBeLessThanOrEqual(150);
    expect(seen.sort()).toEqual([...new Set(rows.map(({ key }) => key))].sort());
  });
});
