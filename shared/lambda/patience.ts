import { systemChance, systemClock } from '../local/system-clock.ts';
import { deadlineSignal } from './invocation.ts';

/** The machine's clock and chance, and the end of every call at the function's deadline: what all adapters need. */
export const patience = { clock: systemClock, chance: systemChance, signal: deadlineSignal };
