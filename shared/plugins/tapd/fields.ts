import * as z from 'zod';
import { accountId } from './ids.ts';

/** Text that TAPD sends as a number another day, as null, or not at all; empty is absent. */
export const Words = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)));

/** Another thing's id; TAPD writes 0 for none. */
export const Reference = Words.transform((id) => (id === '0' ? undefined : id));

/** A number, most often sent as text; what is none is absent. */
export const Amount = Words.transform((text) => {
  const number = Number(text?.trim() || 'none');
  return Number.isFinite(number) ? number : undefined;
});

/** TAPD tells times without a zone; it is China's, wherever one asks from, and China has had no summer time since 1991. */
const ZONE = '+08:00';
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/;

/** An instant as ISO 8601 with a zone; a date begins at midnight in China. Undefined for what is no time. */
export function instantOf(text: string): string | undefined {
  const [, date, time = '00:00:00'] = LOCAL.exec(text.trim()) ?? [];
  const instant = date === undefined ? text : `${date}T${time}${ZONE}`;
  return Number.isNaN(Date.parse(instant)) ? undefined : new Date(instant).toISOString();
}

/** A time that may be missing: TAPD also writes 0000-00-00 for none. */
export const When = Words.transform((text, context) => {
  if (text === undefined || /^0(?:000-00-00.*)?$/.test(text)) return undefined;
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: `"${text}" is not a time` });
  return z.NEVER;
});

/** The people of `a;b;`, each once, as TAPD names them; nobody is `--`, empty or absent. */
export const peopleIn = (text: string | undefined): readonly string[] => [
  ...new Set(
    (text ?? '')
      .split(/[;,]/)
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== '--'),
  ),
];

/** The columns that name one person. */
export function personOf(connection: string, text: string | undefined) {
  const [name] = peopleIn(text);
  return name === undefined ? undefined : { id: accountId(connection, name), name };
}

/** The labels of `a|b`, each once. */
export const labelsIn = (text: string | undefined): readonly string[] => [
  ...new Set((text ?? '').split('|').filter((label) => label.trim() !== '')),
];
