import * as z from 'zod';
import type { Exchange } from './client.ts';

const Schema = z.record(z.string(), z.json());
const Content = z.record(z.string(), z.object({ schema: Schema }));
const Operation = z.object({ responses: z.record(z.string(), z.object({ content: Content.optional() })) });
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});
type Document = z.output<typeof Document>;

/** The document that a target serves, out of what it was asked. */
export const documentIn = (transcript: readonly Exchange[]): Document =>
  Document.parse(transcript.find(({ operation }) => operation === 'GET /openapi.json')?.answer.json);

/** Operations that nobody had an answer of: a route that is new is one of them until the drive asks for it. */
export function undriven(transcript: readonly Exchange[], { paths }: Document): readonly string[] {
  const driven = new Set(transcript.filter(({ answer }) => answer.status < 400).map(({ operation }) => operation));
  const all = Object.entries(paths).flatMap(([path, of]) =>
    Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return all.filter((operation) => !driven.has(operation));
}

/** In what answers are not as the document says: status, media type, shape. */
export function undocumented(transcript: readonly Exchange[], document: Document): readonly string[] {
  return transcript.flatMap(({ what, operation, answer }) => {
    const [method = '', path = ''] = operation.split(' ');
    const known = document.paths[path]?.[method.toLowerCase()];
    // Files of the page, and what the API does not have at all.
    if (!known) return [];
    const said = `${what}: ${operation} answered ${answer.status}`;
    const response = known.responses[answer.status];
    if (!response) return [said];
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const content = response.content?.[type];
    if (!content) return response.content || answer.bytes.length > 0 ? [`${said} as ${type || 'nothing'}`] : [];
    if (answer.json === undefined) return [];
    const read = z.fromJSONSchema(resolved(content.schema, document)).safeParse(answer.json);
    return read.success ? [] : [`${said}, but ${z.prettifyError(read.error)}`];
  });
}

/** The only references are to components. */
function resolved(schema: z.output<typeof Schema>, { components }: Document): z.output<typeof Schema> {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : (components.schemas[name] ?? schema);
}
