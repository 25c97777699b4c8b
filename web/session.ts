const KEY = 'sluice-key';
const OWN = 'sluice-own';

/** Takes what the server handed over behind the `#`, which no request carries, and cleans the address. */
export function takeKey(): void {
  const given = new URLSearchParams(location.hash.slice(1));
  const [key, own] = [given.get('key'), given.get('own')];
  if (key === null) return;
  sessionStorage.setItem(KEY, key);
  // Only ever a page on this machine, whoever made the address.
  if (own !== null && /^http:\/\/127\.0\.0\.1:\d{1,5}\/connect#key=\w[\w-]*$/.test(own))
    sessionStorage.setItem(OWN, own);
  history.replaceState(null, '', location.pathname + location.search);
}

/** Where the reader's own data is shown beside a sample; undefined where there is no such place. */
export const ownAddress = (): string | undefined => sessionStorage.getItem(OWN) ?? undefined;

/** The key of this tab; undefined when it has none. */
export const heldKey = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** Keeps a key for this tab, until it is closed. */
export const holdKey = (key: string): void => sessionStorage.setItem(KEY, key);

/** Forgets the key. */
export const dropKey = (): void => sessionStorage.removeItem(KEY);
