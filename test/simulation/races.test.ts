import { describe, expect, test } from 'vitest';
import type { TablePort, Write } from '../../shared/pipeline/ports.ts';
import { explore } from './interleave.ts';
import {
  cancelAndTick,
  doubledTrigger,
  endAndBeginning,
  type Spoil,
  twoDeliveries,
  twoDispatchers,
  twoStarters,
} from './races.ts';

/** More orders than any race has. */
const MOST = 20_000;
const LONG = 3_600_000;

describe('in every order of their calls', () => {
  test.each([
    ['of two starters one gets the scope, and the other one says so', twoStarters(true)],
    ['two starters who both find the scope make one of it', twoStarters(false)],
    ['a doubled trigger is one run, planned once', doubledTrigger()],
    ['a run ends and another one begins', endAndBeginning(0)],
    ['a run that was silent for long ends while it is taken over', endAndBeginning(LONG)],
    ['a run is canceled while its dispatcher ticks', cancelAndTick()],
    ['of two dispatchers one folds', twoDispatchers()],
    ['of two deliveries one claims', twoDeliveries()],
  ])('%s', async (_, race) => {
    const { orders, violations } = await explore(race, MOST);

    expect(violations).toEqual([]);
    expect(orders).toBeGreaterThan(1);
  });
});

const rewriting =
  (change: (write: Write) => Write | undefined): Spoil =>
  (table): TablePort => ({
    ...table,
    transact: (writes) => table.transact(writes.flatMap((write) => change(write) ?? [])),
  });
const at = (write: Write) => ('item' in write ? write.item : write.place);
const unconditional = (write: Write): Write =>
  write.kind === 'put' ? { kind: 'put', item: write.item } : { kind: 'delete', place: at(write) };

describe('a bug that is brought in is found in one of the orders', () => {
  test.each([
    [
      'a scope is taken whoever took it meanwhile',
      twoStarters(
        true,
        rewriting((write) => (at(write).sk === 'lease' ? unconditional(write) : write)),
      ),
    ],
    [
      'lease without epoch: a cursor moves though another run has the scope',
      endAndBeginning(
        LONG,
        rewriting((write) => (write.kind === 'check' && at(write).sk === 'lease' ? undefined : write)),
      ),
    ],
    [
      'a scope is given back by whoever had it once',
      endAndBeginning(
        LONG,
        rewriting((write) => (at(write).sk === 'lease' && write.kind === 'put' ? unconditional(write) : write)),
      ),
    ],
    [
      'two dispatchers fold',
      twoDispatchers(
        rewriting((write) => {
          if (write.kind === 'check' || at(write).sk === 'head')
            return write.kind === 'check' ? undefined : unconditional(write);
          return at(write).sk === 'totals' ? unconditional(write) : write;
        }),
      ),
    ],
    [
      'a message is taken for a claim',
      twoDeliveries(rewriting((write) => (at(write).pk.endsWith('/items') ? unconditional(write) : write))),
    ],
    [
      'a tick takes back that a run was canceled',
      cancelAndTick((table, process) =>
        process === 'tick'
          ? {
              ...table,
              transact: async (writes) =>
                table.transact(writes.filter(({ kind }) => kind !== 'check').map(unconditional)),
            }
          : table,
      ),
    ],
  ])('%s', async (_, race) => {
    const { violations } = await explore(race, MOST);

    expect(violations).not.toEqual([]);
  });
});
