import * as z from 'zod';
import { Id, Text } from '../../plugin-sdk/fields.ts';

/** Somebody, as other objects mention them. */
export const Person = z.object({
  accountId: Text,
  key: Text,
  name: Text,
  displayName: Text,
  active: z.boolean().nullish(),
});
export type Person = z.output<typeof Person>;

/** Somebody, or nobody. */
export const MaybePerson = Person.nullish();

/** Something that has a name, such as a component. */
export const Named = z.object({ name: z.string() });

/** A sprint as old servers write it: `…Sprint@1f[id=12,state=ACTIVE,name=…]`. */
export const SprintText = z
  .string()
  .regex(/\[(?:.*,)?id=\d+/)
  .transform((text) => /[[,]id=(\d+)/.exec(text)?.[1] ?? '');

/** A sprint, as issues name it. */
export const SprintReference = z.union([z.object({ id: Id }).transform(({ id }) => id), SprintText]);

/** Text: version 3 of the API gives documents instead, whose text is put together. */
export const RichText = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? value : textOf(value).trim()));

const Node = z.object({
  type: z.string().optional(),
  text: z.string().optional(),
  content: z.array(z.unknown()).optional(),
});

/** The text of an Atlassian document; every block is a line. */
function textOf(value: unknown): string {
  const node = Node.safeParse(value);
  if (!node.success) return '';
  const { type = '', text = '', content = [] } = node.data;
  if (type === 'hardBreak') return '\n';
  const inner = text + content.map(textOf).join('');
  return /^(?:paragraph|heading|codeBlock|listItem|tableRow)$/.test(type) ? `${inner}\n` : inner;
}
