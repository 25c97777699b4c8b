import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the process small. V8 lets garbage pile up to several times what is alive: in a sync of 40,000
 * issues 110 MB were, and the process took 630 MB. With these it takes 370 MB and about a fifth more CPU; a server
 * that streams a table peaks at 340 MB instead of 450. Unlike a fixed limit they cannot end a process that needs more.
 * (`node --v8-options`)
 */
export function spareMemory(): void {
  setFlagsFromString('--heap-growing-percent=100');
  setFlagsFromString('--semi-space-growth-factor=1');
}
