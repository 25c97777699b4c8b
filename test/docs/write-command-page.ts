import { writeFileSync } from 'node:fs';
import { sluiceProgram } from '../../cli/program.ts';
import { commandPage } from './command-page.ts';

writeFileSync(new URL('../../docs/command.md', import.meta.url), commandPage(sluiceProgram(async () => {})));
