import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** What a process has used since it began: its largest resident size, and the processor time of all its threads. */
export const Usage = z.object({ megabytes: z.number(), cpuSeconds: z.number() });
export type Usage = z.infer<typeof Usage>;

/** What this process has used. */
export function usage(): Usage {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return { megabytes: (ownPeak() ?? maxRSS) / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
}

const STATUS = '/proc/self/status';

/** In kilobytes. `maxRSS` of Linux is at least what the process had that started this one; this is its own. */
function ownPeak(): number | undefined {
  if (!existsSync(STATUS)) return undefined;
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) ?? [];
  return peak === undefined ? undefined : Number(peak);
}
