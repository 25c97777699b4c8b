/** How the page looks: as the system says, or as the reader chose. */
export type Theme = 'system' | 'light' | 'dark';

const KEPT = 'sluice-theme';
const CHANGED = 'sluice-theme-changed';

const isTheme = (text: string | null): text is Theme => text === 'light' || text === 'dark' || text === 'system';

/** What the reader chose before. */
export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return isTheme(kept) ? kept : 'system';
}

/** Shows a theme, and keeps it for the next time. */
export function showTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event(CHANGED));
}

const listeners = new Set<() => void>();

/** Calls when colours may have changed; answers how to stop. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const resolved = new Map<string, string>();

function colorsChanged(): void {
  resolved.clear();
  for (const listener of listeners) listener();
}

addEventListener(CHANGED, colorsChanged);
// Paper is white, whatever the screen is.
for (const media of ['(prefers-color-scheme: dark)', 'print'])
  matchMedia(media).addEventListener('change', colorsChanged);

/** A colour of the style sheet as canvas takes it, `rgb(…)`: asked of an element once a theme, which is what costs. */
export function colorOf(name: string): string {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const probe = document.createElement('i');
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  resolved.set(name, color);
  return color;
}

/** The same colour, through which what is behind it is seen. */
export const softened = (color: string, share: number): string =>
  color.replace(/^rgb\((.*)\)$/, (_, parts: string) => `rgba(${parts}, ${share})`);
