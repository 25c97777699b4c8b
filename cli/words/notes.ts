import type { Command } from 'commander';

/** What is to be known of a command beyond its arguments and options. */
export interface Notes {
  /** What exit code 1 tells of it; default: that it failed. */
  readonly one?: string;
  /** It works in the local store only: what to do about a deployed Sluice instead. */
  readonly instead?: string;
  /** Why it has no --json. */
  readonly noJson?: string;
}

const kept = new WeakMap<Command, Notes>();

/** Notes something of a command. */
export function note(command: Command, more: Notes): Command {
  kept.set(command, { ...kept.get(command), ...more });
  return command;
}

/** What was noted of a command. */
export const notesOf = (command: Command): Notes => kept.get(command) ?? {};

/** How a command is called: `project set`. */
export function pathOf(command: Command): string {
  const above = command.parent;
  return above ? `${pathOf(above)} ${command.name()}`.trim() : '';
}

/** The commands that do something, in the order of the help. */
export const leavesOf = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
