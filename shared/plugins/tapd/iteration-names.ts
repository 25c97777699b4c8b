import type { Find, LookupKey } from '../../plugin-sdk/lookup.ts';
import { iterationNamed } from './lookups.ts';

/** A longer iteration is looked up by its name alone. */
const MOST_MONTHS = 24;

/** Names come back, every year or every quarter: then the month of a change tells which one was meant. */
export const nameInMonth = (name: string, month: string): string => `${name}\n${month}`;

/** The months of an iteration, with the one before, in which it is planned, and the one after, in which it is left. */
export function monthsAround(from: string | undefined, to: string | undefined): readonly string[] {
  if (from === undefined || to === undefined) return [];
  const [first, last] = [monthOf(from) - 1, monthOf(to) + 1];
  const count = last - first + 1;
  if (count < 1 || count > MOST_MONTHS) return [];
  return Array.from({ length: count }, (_, index) => written(first + index));
}

const monthOf = (instant: string): number => {
  const date = new Date(instant);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

const written = (month: number): string => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

/** What is to be looked up to know which iteration a change names. */
export const iterationNeeds = (name: string, at: string): readonly LookupKey[] =>
  name === '' ? [] : [iterationNamed.key(nameInMonth(name, written(monthOf(at)))), iterationNamed.key(name)];

/** The id of the iteration that a change at this time names. */
export const findIteration = (find: Find, name: string, at: string): string | undefined =>
  name === ''
    ? undefined
    : (find(iterationNamed, nameInMonth(name, written(monthOf(at)))) ?? find(iterationNamed, name));
