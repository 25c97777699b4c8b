import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';

/** The job that is asked about. */
export const JobInput = z.object({ fullName: z.string() });

/** The job whose builds are asked for, and the last one of them: with a new build they are asked for again. */
export const BuildsInput = z.object({ fullName: z.string(), lastBuild: z.number().int() });

/**
 * The build whose stages are asked for: `folder/job`, 12, and how it ended, where it has: then they are asked for again.
 * DevLake's recordings name it `folder/job#12`.
 */
export const StagesInput = recordedInput(
  { fullName: [], number: [] },
  z.object({ fullName: z.string(), number: z.coerce.number().int(), result: Text }).transform((input) => ({
    ...input,
    fullName: input.fullName.endsWith(`#${input.number}`) ? input.fullName.replace(/#\d+$/, '') : input.fullName,
  })),
);
