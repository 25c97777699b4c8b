import * as z from 'zod';

/** The job that is asked about. */
export const JobInput = z.object({ fullName: z.string() });

/** The job whose builds are asked for, and the last one of them: with a new build they are asked for again. */
export const BuildsInput = z.object({ fullName: z.string(), lastBuild: z.number().int() });

/** The build whose stages are asked for: `folder/job`, 12. DevLake's recordings name it `folder/job#12`. */
export const StagesInput = z.union([
  z.object({ fullName: z.string(), number: z.number().int() }),
  z
    .object({ FullName: z.string(), Number: z.coerce.number().int() })
    .transform(({ FullName, Number: number }) => ({ fullName: FullName.replace(/#\d+$/, ''), number })),
]);
