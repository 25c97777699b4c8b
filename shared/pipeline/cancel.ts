import type { RunHead } from '../contract/run.ts';
import type { ClockPort, TablePort } from './ports.ts';
import { changeHead, isOpen } from './run-head.ts';

/** Cancels a run: nothing more is granted, and workers stop within seconds. One that has ended stays as it is. */
export const cancel = ({ table, clock }: { table: TablePort; clock: ClockPort }, run: string): Promise<RunHead> =>
  changeHead(table, run, (head) =>
    isOpen(head) && head.canceledAt === null ? { ...head, canceledAt: clock.now() } : undefined,
  );
