import { Command, CommanderError } from 'commander';
import { addRunCommands } from './words/collect.ts';
import { addConfigCommands } from './words/config.ts';
import { legend } from './words/legend.ts';
import { leavesOf, notesOf, pathOf } from './words/notes.ts';
import type { Ends } from './words/options.ts';
import { addProductCommands } from './words/products.ts';
import { addReadCommands } from './words/read.ts';
import { addServeCommands } from './words/serve.ts';
import { addSourceCommands } from './words/sources.ts';
import { addUpkeepCommands } from './words/upkeep.ts';

/** All commands, as they are written; what one of them needs is loaded when it is called. */
export function sluiceProgram(ends: Ends): Command {
  const program = new Command('sluice')
    .description("a team's engineering data, kept whole: collect it, map it, read it")
    .version('0.1.0')
    .addHelpText('after', legend())
    // Before the commands, which take it over: whoever calls this decides how a process ends.
    .exitOverride();
  for (const add of [
    addRunCommands,
    addReadCommands,
    addSourceCommands,
    addConfigCommands,
    addProductCommands,
    addServeCommands,
    addUpkeepCommands,
  ])
    add(program, ends);
  for (const leaf of leavesOf(program)) leaf.addHelpText('after', footOf(leaf));
  for (const each of withAllBelow(program))
    each.configureOutput({ outputError: (text, write) => write(sentence(text, each)) });
  return program;
}

const withAllBelow = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withAllBelow)];

/** What stands below the options of a command. */
function footOf(command: Command): string {
  const { one, instead } = notesOf(command);
  const lines = [
    ...(one === undefined ? [] : [`Exit code 1: ${one}.`]),
    ...(instead === undefined ? [] : [`On this machine only: ${instead}.`]),
  ];
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}

/** Commander's two lines in one, in our words: `sluice: unknown option '--ful', did you mean --full? …`. */
function sentence(text: string, command: Command): string {
  const [first = '', ...more] = text.trim().split('\n');
  const meant = /Did you mean (.*)\?/.exec(more.join(' '))?.[1];
  const help = `sluice ${pathOf(command)} --help`.replaceAll(/ +/g, ' ');
  return `sluice: ${first.replace(/^error: /, '').replace(/\.$/, '')}${meant ? `, did you mean ${meant}?` : ';'} ${help} shows how it is written\n`;
}

/** Whether commander has ended the call, having said why. */
export const isEndOfProgram = (cause: unknown): cause is CommanderError => cause instanceof CommanderError;
