import { NewerStoreError, SluiceError, UnknownStoreError } from '../shared/errors.ts';
import { isEndOfProgram, sluiceProgram } from './program.ts';
import { isOfSystem, reasonOf } from './system-error.ts';

/** Calls the command; says on the standard error why it failed. Answers the exit code. */
export async function callSluice(given: readonly string[]): Promise<number> {
  let code = 0;
  const program = sluiceProgram(async (ended) => {
    code = await ended;
  });
  try {
    await program.parseAsync(given, { from: 'user' });
    return code;
  } catch (cause) {
    if (isEndOfProgram(cause)) return cause.exitCode === 0 ? 0 : 2;
    process.stderr.write(`sluice: ${sentence(cause)}\n`);
    return isNotUnderstood(cause) ? 2 : 1;
  }
}

const isNotUnderstood = (cause: unknown): boolean =>
  cause instanceof NewerStoreError ||
  cause instanceof UnknownStoreError ||
  (cause instanceof SluiceError && cause.name === 'InvalidInputError');

/** What went wrong, for a person. What the system refused is nobody's mistake here; anything else is ours. */
function sentence(cause: unknown): string {
  if (process.env.SLUICE_DEBUG && cause instanceof Error) return cause.stack ?? cause.message;
  if (cause instanceof SluiceError) return cause.message;
  if (isOfSystem(cause)) return `${cause.path === undefined ? '' : `${cause.path}: `}${reasonOf(cause)}`;
  const says = reasonOf(cause).replaceAll(/\s*\n\s*/g, ' ');
  return `${says} (this is a mistake in Sluice; SLUICE_DEBUG=1 shows where it was made)`;
}
