import type { Summary } from '../../answers.ts';

/** Whether a run still goes on. */
export const isOpen = (state: string): boolean => state === 'planning' || state === 'running';

/** In which colour a state is told. */
export const TONES = {
  planning: 'busy',
  running: 'busy',
  completed: 'good',
  completed_with_errors: 'bad',
  failed: 'bad',
  canceled: 'plain',
  superseded: 'plain',
} as const;

const SHOWN = 3;

/** What a run is called: by what it syncs. */
export function nameOfRun({ scopes, run }: Pick<Summary, 'scopes' | 'run'>): string {
  if (scopes.length === 0) return run;
  const names = scopes
    .slice(0, SHOWN)
    .map(({ key, name }) => (/^\d+$/.test(name) ? `${key.split('/')[0]} ${name}` : name));
  return scopes.length > SHOWN ? `${names.join(', ')} and ${scopes.length - SHOWN} more` : names.join(', ');
}

/** What each stage does, and what it counts. */
export const STAGES = [
  { name: 'collect', says: 'asks the vendor', counts: 'requests' },
  { name: 'extract', says: 'reads the answers', counts: 'segments' },
  { name: 'convert', says: 'makes records', counts: 'objects' },
  { name: 'enrich', says: 'links what belongs together', counts: 'scopes' },
  { name: 'publish', says: 'updates charts and SQL', counts: 'partitions' },
] as const;

/** What to do about something that failed. */
export function remedyOf(kind: string, status: number): string {
  if (kind === 'credential') return 'The credential is refused: replace it, then try again.';
  if (kind === 'transient') return 'This may pass by itself: try again.';
  if (status === 404 || status === 410) return 'It is not there any more, or the credential may not see it.';
  if (status === 403) return 'The credential may not read this: give it the right, then try again.';
  return 'It will not pass by itself: the answer tells more.';
}
