/** What the system refuses most often, and what to do. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'it is not there'],
  ['EEXIST', 'it is a file; name a folder'],
  ['EACCES', 'you may not: look at its permissions'],
  ['EPERM', 'you may not: look at its permissions and its owner'],
  ['EROFS', 'it lies on a disk that can only be read'],
  ['EISDIR', 'it is a folder; name a file'],
  ['ENOTDIR', 'a part of it is a file; name a folder'],
  ['ENOSPC', 'no space left: free some, then run the same command again'],
  ['EMFILE', 'too many files are open: end what has opened them, or raise ulimit -n'],
  ['EADDRINUSE', 'the port is taken: name another one with --port, or 0 for whichever is free'],
]);

/** Whether the system refused something: a file, a port. That is nobody's mistake here. */
export const isOfSystem = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && 'syscall' in cause;

/** Why it was refused, for a person. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return (isOfSystem(cause) ? WORDS.get(cause.code ?? '') : undefined) ?? cause.message;
}
