import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import sqlite from 'node:sqlite';

/**
 * Loaded before the command (`--import`): counts what the process writes, and kills it with SIGKILL at the write that
 * `DIE_AT` names, before or after it took place; `COUNT_INTO` names a file for the count of a process that ended well.
 */
const { DIE_AT, DIE_WHEN, COUNT_INTO } = process.env;
const at = Number(DIE_AT ?? 0);
let writes = 0;

const die = () => process.kill(process.pid, 'SIGKILL');

/** Every call of this method is a write. */
function count(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') throw new TypeError(`there is no ${name} to count`);
  Reflect.set(owner, name, function (this: unknown, ...given: unknown[]) {
    writes += 1;
    const isLast = writes === at;
    if (isLast && DIE_WHEN === 'before') die();
    const answer: unknown = Reflect.apply(original, this, given);
    if (isLast && answer instanceof Promise) return answer.finally(die);
    if (isLast) die();
    return answer;
  });
}

// Rows, the begin and commit of transactions, and objects that get their name.
count(sqlite.StatementSync.prototype, 'run');
count(sqlite.DatabaseSync.prototype, 'exec');
count(fs.promises, 'rename');
syncBuiltinESMExports();
if (COUNT_INTO) process.on('exit', () => fs.writeFileSync(COUNT_INTO, String(writes)));
