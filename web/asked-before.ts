import * as z from 'zod';

const KEY = 'sluice-asked';
const MOST = 20;
const Asked = z.array(z.string());

/** What was asked in SQL in this tab, the latest first. */
export function askedBefore(): readonly string[] {
  try {
    return Asked.parse(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

/** Keeps a question for this tab. */
export function keepAsked(sql: string): void {
  const all = [sql, ...askedBefore().filter((each) => each !== sql)].slice(0, MOST);
  sessionStorage.setItem(KEY, JSON.stringify(all));
}
