import * as z from 'zod';

/** Work offered to a worker: the items to claim, as places in the run's ledger, under the tick that granted them. */
export const Grant = z.object({
  version: z.literal(1),
  run: z.string(),
  tick: z.number().int(),
  items: z.array(z.string()).min(1),
  /** For collect: which credential may be spent, and how many requests of it. */
  budget: z
    .object({ grant: z.string(), connection: z.string(), token: z.string().nullable(), slice: z.number().int() })
    .exactOptional(),
});
export type Grant = z.infer<typeof Grant>;
