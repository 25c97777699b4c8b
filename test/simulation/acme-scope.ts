import * as z from 'zod';
import { streamsOf } from '../../shared/plugin-sdk/define-stream.ts';

/** What is synced from the simulated vendor: a space. */
export const Scope = z.object({ id: z.string() });

/** Defines a stream of a space. */
export const defineStream = streamsOf({ scope: Scope, config: z.object({ prefix: z.string().default('') }) });
