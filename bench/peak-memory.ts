import { writeFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

/** Loaded before a command (`node --import`): writes what it used, in KiB and ms of CPU, when it ends. */
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = resourceUsage();
  const file = process.env.BENCH_USAGE;
  if (file) writeFileSync(file, JSON.stringify({ maxRSS, cpu: (userCPUTime + systemCPUTime) / 1000 }));
});
