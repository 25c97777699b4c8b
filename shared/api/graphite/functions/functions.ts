import { changing } from './changing.ts';
import { choosing } from './choosing.ts';
import { combining } from './combining.ts';
import type { GraphiteFunction } from './function.ts';
import { naming } from './naming.ts';
import { special } from './special.ts';

const all: readonly GraphiteFunction[] = [...naming, ...combining, ...changing, ...choosing, ...special];

/** Every function by its name. What they compute is held to graphite-web's answers by test/api/graphite-web.test.ts. */
export const functions: ReadonlyMap<string, GraphiteFunction> = new Map(all.map((of) => [of.name, of]));
