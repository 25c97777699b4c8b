const KEY = 'sluice-key';

/** Takes the key that the server handed over behind the `#`, which no request carries, and cleans the address. */
export function takeKey(): void {
  const given = /^#key=([^&]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return;
  sessionStorage.setItem(KEY, decodeURIComponent(given));
  history.replaceState(null, '', location.pathname + location.search);
}

/** The key of this tab; undefined when it has none. */
export const heldKey = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** Keeps a key for this tab, until it is closed. */
export const holdKey = (key: string): void => sessionStorage.setItem(KEY, key);

/** Forgets the key. */
export const dropKey = (): void => sessionStorage.removeItem(KEY);
