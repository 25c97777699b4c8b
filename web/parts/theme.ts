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

/** Calls when colours may have changed; answers how to stop. */
export function onTheme(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  addEventListener(CHANGED, listener);
  system.addEventListener('change', listener);
  return () => {
    removeEventListener(CHANGED, listener);
    system.removeEventListener('change', listener);
  };
}

/** A colour of the style sheet, as canvas takes it. */
export const colorOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
