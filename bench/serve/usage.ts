import * as z from 'zod';

/** What a process has used since it began: its largest resident size, and the processor time of all its threads. */
export const Usage = z.object({ megabytes: z.number(), cpuSeconds: z.number() });
export type Usage = z.infer<typeof Usage>;

/** What this process has used. */
export function usage(): Usage {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return { megabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
}
