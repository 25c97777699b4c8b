import * as z from 'zod';
import { DeadItem, type RunHead, RunReport, RunState, Totals } from '../contract/run.ts';

const Instant = z.string().meta({ description: 'ISO 8601, UTC' });

/** What a run is, in a list. */
export const Summary = z.object({
  run: z.string(),
  state: RunState,
  createdAt: Instant,
  endedAt: Instant.nullable(),
  canceled: z.boolean().meta({ description: 'somebody has canceled it, though it may not have ended yet' }),
  scopes: z.array(z.object({ key: z.string(), name: z.string() })),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  failure: z.string().meta({ description: 'why it could not even be planned' }),
});

const Stage = z.object({
  planned: z.number(),
  open: z.number(),
  done: z.number(),
  dead: z.number(),
  canceled: z.number(),
});

/** How far a run is. */
export const Progress = z.object({
  stages: z.record(z.string(), Stage).meta({ description: 'collect, extract, convert, …' }),
  rate: z.number().meta({ description: 'requests a second' }),
  tokens: z.array(
    z.object({
      connection: z.string(),
      token: z.string().nullable().meta({ description: 'a fingerprint' }),
      requestsLeft: z.number().nullable(),
      kept: z.number().meta({ description: 'how many of them are left for people' }),
      resetAt: Instant.nullable(),
      blockedUntil: Instant.nullable(),
      refused: z.string(),
    }),
  ),
  waitsUntil: Instant.nullable(),
  estimatedEndAt: Instant.nullable(),
});

/** One run; one that is not planned yet has only its name and state. */
export const View = z.union([
  Summary.extend({ progress: Progress, totals: Totals, report: RunReport.nullable() }),
  z.object({ run: z.string(), state: z.literal('planning') }),
]);

/** A run that was just asked for. */
export const Started = z.object({ run: z.string(), state: z.literal('planning') });

/** What will not be tried again. */
export const Failure = DeadItem.extend({ at: Instant });

/** A run's head, as a list shows it. */
export const summaryOf = (head: RunHead): z.input<typeof Summary> => ({
  run: head.run,
  state: head.state,
  createdAt: new Date(head.createdAt).toISOString(),
  endedAt: head.endedAt === null ? null : new Date(head.endedAt).toISOString(),
  canceled: head.canceledAt !== null,
  scopes: head.scopes.map(({ key, name }) => ({ key, name })),
  skipped: head.skipped,
  failure: head.failure,
});
