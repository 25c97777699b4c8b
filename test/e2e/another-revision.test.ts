import { expect, test } from 'vitest';
import { places } from '../../shared/contract/places.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { plant, sumOf } from '../support/orchard.ts';
import { digestOf, linesOf } from '../support/sluice.ts';

const SCOPE = 'github/here/4711';
const OTHER = 'of other code';
const NAMED = ['--connection', 'here'] as const;

/** Leaves a store as code of another revision would have: it named itself, and made other titles of the same issues. */
async function asOtherCodeLeft(folder: string): Promise<number> {
  const store = openStore(folder, 'write');
  try {
    const scope = await store.control.get(places.scope(SCOPE));
    const { items: tools } = await store.control.query(places.tools(SCOPE), {});
    if (!scope) throw new Error('there is no scope');
    await store.control.writeMany([
      { ...scope, derivation: OTHER },
      ...tools.map((row) => ({ ...row, derivation: OTHER })),
    ]);
    const rows = await Array.fromAsync(store.domain.scan());
    const issues = rows.filter(({ pk, sk }) => pk.startsWith('issues|') && sk !== '');
    const others = issues.map((row) => ({
      ...row,
      body: JSON.stringify({ ...JSON.parse(String(row.body)), title: 'as other code has it' }),
      hash: OTHER,
    }));
    const footprints = rows.flatMap((row) => {
      if (!Array.isArray(row.rows)) return [];
      const made = row.rows.map((one) =>
        Array.isArray(one) && String(one[0]).startsWith('issues|') ? one.with(2, OTHER) : one,
      );
      return [{ ...row, rows: made, hash: OTHER }];
    });
    await store.domain.writeMany([...others, ...footprints]);
    return others.length;
  } finally {
    store.close();
  }
}

test('pages that are as they were are derived again when the code is another, without being stored again', async () => {
  await using orchard = await plant({ size: { issues: 30, pulls: 4 } });
  await orchard.sync(...NAMED);
  const before = await digestOf(orchard.store);
  const changed = await asOtherCodeLeft(orchard.store);
  expect(await digestOf(orchard.store)).not.toEqual(before);

  const { err, code } = await orchard.sync(...NAMED, '--full');
  const next = await orchard.report(...NAMED, '--full');

  expect(code).toBe(0);
  expect(linesOf(err)).toEqual([expect.stringContaining('what is stored is derived again, without a request')]);
  expect(changed).toBe(30);
  expect(await digestOf(orchard.store)).toEqual(before);
  expect({ state: next.state, written: sumOf(next, 'written') }).toEqual({ state: 'completed', written: 0 });
}, 120_000);
