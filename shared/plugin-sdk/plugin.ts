import type * as z from 'zod';
import type { Answer, Verdict } from './answer.ts';
import type { Auth } from './auth.ts';
import type { ConnectForm } from './connect-form.ts';
import type { Pagination } from './pagination.ts';
import type { Quotas } from './quota.ts';
import type { RequestSpec } from './request.ts';
import type { Stream } from './stream.ts';
import type { TokenKey } from './token-key.ts';

/** A scope as the vendor knows it. */
export interface FoundScope {
  /** Unique in the connection and stable under renames. */
  readonly id: string;
  /** What people call it: `owner/repo`. */
  readonly name: string;
  /** The plugin's own description, kept with the scope and given to its streams. */
  readonly data: unknown;
}

/** A scope in a listing; `title` is what people call it where its name is a number or an id. */
export interface ListedScope extends Pick<FoundScope, 'id' | 'name'> {
  readonly title?: string;
}

/** How the scopes of a plugin are named, found and described. */
export interface ScopeSpec {
  /** The request that finds a scope by the name a user gave. @throws InvalidInputError when the name is malformed */
  readonly resolve: (name: string) => RequestSpec;
  /** Reads the answer to `resolve`, or a scope description a user wrote. @throws InvalidInputError when it is none */
  readonly read: (json: unknown) => FoundScope;
  /** Questions about a scope that was found (which product answers, whose time zone), and what their answers add to it. */
  readonly complete?: {
    readonly requests: (found: FoundScope) => readonly RequestSpec[];
    /** `answers` stand in the order of the requests, undefined where the vendor gives none. @throws InvalidInputError when they are none */
    readonly read: (found: FoundScope, answers: readonly unknown[]) => FoundScope;
    /** A newer description, with what these questions had found out for the one before (its `data`). */
    readonly keep: (found: FoundScope, before: unknown) => FoundScope;
    /** Whether a stored description (its `data`) lacks what these questions find out: it is found anew. */
    readonly lacks?: (data: unknown) => boolean;
  };
  /** The stream whose records describe the scope itself, so that a renamed one is found under its new name. */
  readonly stream?: string;
}

/** How the scopes are listed that a credential may see. */
export interface DiscoverSpec {
  /**
   * The first requests, of which one has to be answered; `filter` is what the user wrote behind the plugin's name: a group, an
   * organisation, a folder.
   */
  readonly first: (filter: string | undefined) => readonly RequestSpec[];
  readonly pagination?: Pagination<unknown>;
  /** The scopes of one answer. */
  readonly read: (json: unknown) => readonly ListedScope[];
  /** Requests that an answer leads to, such as the folders in a folder. */
  readonly deeper?: (json: unknown) => readonly RequestSpec[];
}

/** Where a vendor is, what it allows and what its scopes are: enough where nothing is asked of it and nothing read. */
export interface PluginHead {
  readonly name: string;
  readonly title?: string;
  readonly baseUrl?: string;
  /** What a form asks for to connect it. */
  readonly form?: ConnectForm;
  readonly quotas?: (connection: { readonly baseUrl: string; readonly anonymous: boolean }) => Quotas;
  readonly scope?: ScopeSpec;
  /** Tables whose ids are unique in the connection here, though a scope is their owner elsewhere: Jira's issues. */
  readonly wide?: readonly string[];
  /** Under which key of an answer the elements of a stream lie (its `list`), '' where the answer is one element (`whole`). */
  readonly elements?: Readonly<Record<string, string>>;
}

/** A field of issues, as people and a scope config know it. */
export interface FoundField {
  /** What a scope config names it by. */
  readonly id: string;
  readonly name: string;
  /** What it holds, in the vendor's word. */
  readonly type: string;
  /** Made by users of this installation. */
  readonly custom: boolean;
  /** What has it, where not all issues do: `story`. */
  readonly of?: string;
}

/** A place of a scope config that names a field. */
export interface NamedField {
  readonly path: readonly string[];
  readonly id: string;
  readonly of?: string;
}

/** A place of a scope config that maps something by its name: a `type`, a `status`. */
export interface NamedThing {
  readonly path: readonly string[];
  readonly kind: string;
  readonly name: string;
}

/** How the names are found that a scope config may map. */
export interface NamesSpec {
  readonly requests: (scope: string) => readonly RequestSpec[];
  /** Of the answers, which stand in the order of the requests: what each kind of thing may be called. */
  readonly read: (answers: readonly unknown[]) => Readonly<Record<string, readonly string[]>>;
  readonly named: (config: unknown) => readonly NamedThing[];
}

/** How the fields are found that a scope config may name. */
export interface FieldsSpec {
  /** The requests that list them; `scope` is what the user wrote behind the plugin's name. @throws InvalidInputError */
  readonly requests: (scope: string | undefined) => readonly RequestSpec[];
  /** The fields of the answers, which stand in the order of the requests. */
  readonly read: (answers: readonly unknown[]) => readonly FoundField[];
  /** The fields that a scope config names and that have to be among them. */
  readonly named: (config: unknown) => readonly NamedField[];
}

/** The code for one vendor. Only the name is mandatory; everything else is there because the plugin needs it. */
export interface Plugin extends PluginHead {
  readonly auth?: Auth;
  /** Reads a credential that is a key which tokens are asked for with; undefined: it is a token itself. @throws InvalidInputError */
  readonly tokenKey?: (secret: string) => TokenKey | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The vendor's own words for what an answer means; undefined leaves it to the status code. */
  readonly classify?: (answer: Answer, request: RequestSpec) => Verdict | undefined;
  /** The request that shows whether the credential is good. */
  readonly check?: RequestSpec;
  readonly discover?: DiscoverSpec;
  readonly fields?: FieldsSpec;
  readonly names?: NamesSpec;
  readonly scopeConfig?: z.ZodType;
  /** The scope config of a user who gives none. */
  readonly proposedScopeConfig?: unknown;
  readonly streams?: readonly Stream[];
  /** Streams of ours by the names that recordings give to the same lists. */
  readonly recordedAs?: Readonly<Record<string, string>>;
}

/** Defines a plugin; misnamed references between its streams are refused when it is loaded, not when it runs. */
export function definePlugin(plugin: Plugin): Plugin {
  const names = new Set((plugin.streams ?? []).map((stream) => stream.name));
  for (const stream of plugin.streams ?? [])
    for (const lookup of stream.lookups)
      if (!names.has(lookup.stream))
        throw new TypeError(`stream ${stream.name} of ${plugin.name} looks up in ${lookup.stream}, which is no stream`);
  for (const [other, ours] of Object.entries(plugin.recordedAs ?? {}))
    if (!names.has(ours) || names.has(other))
      throw new TypeError(`${plugin.name} cannot read the recorded ${other} as ${ours}: the one is no other stream`);
  return plugin;
}
