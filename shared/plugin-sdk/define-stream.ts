import type * as z from 'zod';
import { elementsOf } from './elements.ts';
import type { Find } from './lookup.ts';
import { type PageFacts, single } from './pagination.ts';
import type { WorkRequest } from './request.ts';
import type {
  Again,
  Binding,
  BoundStream,
  OpenPage,
  Rejected,
  StoredPage,
  Stream,
  StreamSpec,
  ToolRecord,
} from './stream.ts';

/** A name need not be longer to tell elements apart. */
const LONGEST_NAME = 200;

/** Binds a plugin's scope and scope config to the streams it defines, so that their authors write no types. */
export const streamsOf =
  <Scope, Config>(schemas: { scope: z.ZodType<Scope>; config: z.ZodType<Config> }) =>
  <Item, Tool, Input = undefined>(spec: StreamSpec<Scope, Config, Item, Tool, Input>): Stream => {
    const { once, input: inputSchema } = spec;
    return {
      name: spec.name,
      version: spec.version ?? 1,
      child: inputSchema !== undefined,
      incremental: spec.incremental ?? 'none',
      overlapSeconds: spec.overlapSeconds ?? 300,
      ...(once &&
        inputSchema && {
          once: { key: (input) => once.key(inputSchema.parse(input)), everyHours: once.everyHours },
        }),
      lookups: spec.lookups ?? [],
      asksById: spec.byId !== undefined,
      forgets: spec.forgets ?? false,
      final: spec.final ?? false,
      ...(spec.whole ? { elements: '' } : spec.list !== undefined && { elements: spec.list }),
      bind: (binding) => bind(spec, binding, schemas.scope.parse(binding.scope), schemas.config.parse(binding.config)),
    };
  };

function bind<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  binding: Binding,
  scope: Scope,
  config: Config,
): BoundStream {
  // A tool record was written by this stream's own extract: its JSON is of the type that extract returns.
  const toolOf = (record: ToolRecord): Tool => {
    const data: ReturnType<typeof JSON.parse> = record.data;
    return data;
  };
  return {
    first: ({ since, input, now }) => {
      const requests = spec.request({ scope, config, since, input: inputOf(spec, input), now });
      return [requests].flat().map((request) => ({
        ...request,
        page: 1,
        ...(input !== undefined && { input }),
        ...(since !== undefined && { since }),
      }));
    },
    open: (page) => open(spec, scope, page),
    needs: (record) => spec.needs?.(toolOf(record)) ?? [],
    provides: (record) => spec.provides?.(toolOf(record)) ?? [],
    byId: (record) => spec.byId?.(toolOf(record), { scope }),
    smaller: ({ target }) => {
      const smaller = spec.smaller?.(target);
      return smaller === undefined ? undefined : { target: smaller };
    },
    convert: (record, find: Find) =>
      spec.convert(toolOf(record), { connection: binding.connection, scope, config, find }),
    source: (record) => spec.source?.(toolOf(record), { connection: binding.connection, scope }) ?? [],
  };
}

function open<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  scope: Scope,
  page: StoredPage,
): OpenPage {
  // A page that is unchanged is asked where it leads, and often that needs nothing of its body: it is read when needed.
  const sent = lazily(() => elementsOf(page.json, spec.whole ? '' : spec.list));
  const read = lazily(() => readElements(spec, sent()));
  const context = {
    // Read when asked for: bare objects are mapped without a request, and many streams do not need its input.
    get input() {
      return inputOf(spec, page.request.input);
    },
    scope,
    number: page.request.page,
    url: page.url,
    since: page.request.since,
  };
  const { request, headers, link } = page;
  const facts: PageFacts<Item> = {
    request,
    headers,
    link,
    get json() {
      return page.json;
    },
    get items() {
      return read().items.map(({ item }) => item);
    },
    get received() {
      return sent().length;
    },
  };
  return {
    request,
    get received() {
      return sent().length;
    },
    get first() {
      return nameOf(sent()[0]);
    },
    get last() {
      return nameOf(sent().at(-1));
    },
    get names() {
      return sent().map((element) => nameOf(element) ?? '');
    },
    get rejected() {
      return read().rejected;
    },
    following: (): readonly WorkRequest[] => (request.single ? [] : (spec.pagination ?? single())(facts)),
    children: () => {
      const { children } = spec;
      return children ? read().items.flatMap(({ item }) => children(item, context)) : [];
    },
    unfinished: () =>
      !spec.unfinished || spec.input || request.since !== undefined || request.again !== undefined
        ? []
        : read().items.flatMap(({ item }) => againOf(spec, item, context, undefined).flatMap(firstLook)),
    again: () =>
      spec.unfinished ? read().items.flatMap(({ item }) => againOf(spec, item, context, request.input)) : [],
    keys: () => {
      const { items, rejected } = read();
      if (rejected.length > 0) return undefined;
      try {
        return items.flatMap(({ item }) => spec.extract(item, context).map((tool) => String(spec.key(tool))));
      } catch {
        // It is extract that fails, and is reported, when the page is extracted.
        return undefined;
      }
    },
    extract: () => {
      const { items, rejected } = read();
      const records = items.flatMap(({ item, index }) =>
        spec.extract(item, context).map((tool) => recordOf(spec, tool, index)),
      );
      return { records, rejected };
    },
  };
}

/** Calls once, when it is first needed. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Lets the elements in that the stream's schema accepts. */
function readElements<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  sent: readonly unknown[],
) {
  const items: { item: Item; index: number }[] = [];
  const rejected: Rejected[] = [];
  for (const [index, element] of sent.entries()) {
    const read = spec.raw.safeParse(element);
    if (read.success) items.push({ item: read.data, index });
    else rejected.push({ item: index, reason: reasonOf(read.error) });
  }
  return { items, rejected };
}

function recordOf<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  tool: Tool,
  item: number,
): ToolRecord {
  const updatedAt = spec.updatedAt?.(tool);
  const version = updatedAt ? new Date(updatedAt).toISOString() : '';
  return { stream: spec.name, key: String(spec.key(tool)), version, data: tool, item };
}

function againOf<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  item: Item,
  context: { input: Input; scope: Scope; number: number; url: string },
  input: unknown,
): readonly Again[] {
  const request = spec.unfinished?.(item, context);
  if (request === undefined) return [];
  const again = request && { request: { ...request, ...(input !== undefined && { input }) } };
  return spec
    .extract(item, context)
    .slice(0, 1)
    .map((tool) => ({ key: String(spec.key(tool)), ...again }));
}

const firstLook = ({ key, request }: Again): readonly WorkRequest[] =>
  request ? [{ ...request, page: 1, again: key }] : [];

/** Child streams declare the schema of their input; the others have none to read. */
function inputOf<Scope, Config, Item, Tool, Input>(
  spec: StreamSpec<Scope, Config, Item, Tool, Input>,
  input: unknown,
): Input {
  const none: ReturnType<typeof JSON.parse> = undefined;
  return spec.input ? spec.input.parse(input) : none;
}

/** What an element is recognized by: its id, or all of it. */
function nameOf(element: unknown): string | undefined {
  if (element === undefined) return undefined;
  const fields = new Map(typeof element === 'object' && element !== null ? Object.entries(element) : []);
  const id: unknown = fields.get('id') ?? fields.get('sha') ?? fields.get('key');
  return JSON.stringify(id ?? element).slice(0, LONGEST_NAME);
}

/** The first thing a schema found wrong, in one line: where, and what. */
export function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.map(String).join('.') || 'the record'}: ${issue.message}` : error.message;
}
