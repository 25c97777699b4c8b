import { type Command, InvalidArgumentError, Option } from 'commander';
import { InvalidInputError } from '../../shared/errors.ts';
import { note, pathOf } from './notes.ts';

/** Does a command's work and keeps its exit code. */
export type Ends = (code: Promise<number>) => Promise<void>;

/** Reads a whole number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
}

const size = (text: string): string => {
  if (!/^[1-9]\d*(?:\.\d+)? ?[KMGT]i?B$/i.test(text)) throw new InvalidArgumentError('write it like 512MB or 4GB');
  return text;
};

/** For programs; a command says what a line of it is. */
export const json = (says: string) => new Option('--json', says);

/** How much DuckDB may take. */
export const memory = () =>
  new Option('--memory <size>', 'how much memory DuckDB may use')
    .default('1GB')
    .env('SLUICE_SQL_MEMORY')
    .argParser(size);

/** What describes the configuration. */
export const file = () =>
  new Option('-f, --file <file>', 'what describes the configuration').default('sluice.yaml').env('SLUICE_CONFIG');

/** Where a server of this machine listens. */
export const port = (says: string) =>
  new Option('--port <number>', says).default(7070).argParser((text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535)
      throw new InvalidArgumentError('give 0 to 65535');
    return value;
  });

const store = () =>
  new Option('--store <folder>', 'where the local store lies').default('.sluice').env('SLUICE_STORE').argParser(named);

/** An empty text names nothing, though a shell makes one of a variable that is not set. */
function named(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it is empty');
  return text;
}

/** A command for the local store, or for a deployed Sluice: the same words, the same output. */
export const hereOrThere = (command: Command): Command =>
  command
    .addOption(store())
    .addOption(
      new Option('--endpoint <url>', 'a deployed Sluice instead of the local store; its key is in SLUICE_API_KEY'),
    )
    .addOption(
      new Option('--profile <profile>', 'a deployed Sluice of ~/.config/sluice/config.json; "local" is the store'),
    );

/** A command for the local store only; who names a deployed Sluice is told what to do instead. */
export function onlyHere(command: Command, instead: string): Command {
  const refuse = () => {
    throw new InvalidInputError(`sluice ${pathOf(command)} works on this machine only: ${instead}`);
  };
  const hidden = (flags: string) => new Option(flags).argParser(refuse).hideHelp();
  // "local" is what it works on anyhow.
  const profile = hidden('--profile <profile>').argParser((name) => (name === 'local' ? name : refuse()));
  return note(command.addOption(store()).addOption(hidden('--endpoint <url>')).addOption(profile), { instead });
}
