import * as z from 'zod';
import { places } from '../contract/places.ts';
import { Project as StoredProject } from '../contract/project.ts';
import { RunOptions, RunRequest } from '../contract/run.ts';
import { InvalidInputError } from '../errors.ts';
import type { Place } from '../pipeline/ports.ts';
import { parseCron } from './cron.ts';
import { isZone } from './next-start.ts';
import { SecretReference } from './secret-reference.ts';

const described = (text: string) => ({ description: text });
const Label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'use 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-"');
const ConnectionName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use 1 to 32 of a-z, 0-9 and "-"');
const ScopeName = z
  .string()
  .min(3)
  .max(400)
  .regex(/^[a-z0-9]+(@[a-z0-9-]+)?:.+$/s, 'write plugin:name or plugin@connection:name, for example github:owner/repo');
const Sentence = z.string().max(2_000);

const connectionShape = {
  name: ConnectionName,
  plugin: z.string().min(1).meta(described('the vendor: github, gitlab, jira, jenkins, tapd, pagerduty, opsgenie')),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'write https://host/path' })
    .refine((text) => !/^[a-z]+:\/\/[^/]*@|[?#]/i.test(text), 'without a credential, a query or a fragment')
    .meta(described("the API's root, where it is not the vendor's own cloud"))
    .exactOptional(),
  tokens: z
    .array(SecretReference)
    .max(20)
    .default([])
    .meta(described('the credentials, by reference; several add up, none asks anonymously')),
  share: z.number().min(0).max(0.9).meta(described('the part of a quota that is left for people')).exactOptional(),
  scopeConfig: Label.meta(described('the mapping of its scopes that name none of their own')).exactOptional(),
};

const scopeShape = {
  name: ScopeName,
  scopeConfig: Label.meta(described('its mapping')).exactOptional(),
};

const scopeConfigShape = {
  name: Label,
  plugin: z.string().min(1).meta(described('the vendor that it maps')),
  mapping: z.record(z.string(), z.unknown()).meta(described('see docs/sources of the vendor')),
};

const blueprintShape = {
  name: Label,
  scopes: RunRequest.shape.scopes.meta(described('what is synced')).exactOptional(),
  project: StoredProject.shape.name.meta(described('whose scopes are synced')).exactOptional(),
  cron: z
    .string()
    .superRefine((text, context) => {
      try {
        parseCron(text);
      } catch (cause) {
        if (!(cause instanceof InvalidInputError)) throw cause;
        context.addIssue({ code: 'custom', message: cause.message });
      }
    })
    .meta(described('minute hour day month weekday, as in crontab')),
  zone: z
    .string()
    .refine(isZone, 'there is no such zone; give one of the IANA, such as Europe/Zurich or UTC')
    .default('UTC')
    .meta(
      described('whose clock counts; a time that it skips in spring is skipped, one that it shows twice counts once'),
    ),
  options: z
    .strictObject(RunOptions.pick({ full: true, since: true, streams: true }).shape)
    .prefault({})
    .meta(described('as of sluice sync')),
  missed: z
    .enum(['once', 'skip'])
    .default('once')
    .meta(described('a start that could not be made in time: made up for, once for all that was missed, or skipped')),
  enabled: z.boolean().default(true),
};

const metricShape = {
  name: z
    .string()
    .max(100)
    .regex(
      /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/,
      'write group.name of a-z, 0-9 and "_", for example shop.big_changes',
    ),
  title: z.string().min(1).max(200),
  means: z.string().min(1).max(2_000).meta(described('one sentence: what the number says')),
  rules: Sentence.default(''),
  needs: z
    .enum(['boards', 'repos', 'cicd_scopes', 'places'])
    .meta(described('what has to be mapped to the project for it to be counted at all')),
  series: z.array(z.string()).default([]).meta(described('columns that always part the numbers')),
  tags: z.array(z.string()).default([]).meta(described('columns by which a reader may part them')),
  values: z
    .array(z.string().regex(/^\w+ \S+$/, 'write name and unit, for example "median min"'))
    .min(1)
    .meta(described('columns that are the numbers, with their units: "median min", "issues count"')),
  running: z.boolean().default(false).meta(described('what the query gives are changes: show their running sums')),
  step: z.enum(['day', 'range']).default('day'),
  graceHours: z.int().min(0).max(1_000).default(2).meta(described('how long a bucket waits for what is late')),
  explain: z.string().min(1).default('flow').meta(described('which explanation tells why there is nothing')),
  sql: z.string().min(1).max(64_000).meta(described('one SELECT, as in shared/metrics/definitions')),
};

/** How to reach one vendor account; secrets by reference only. */
export type Connection = z.output<z.ZodObject<typeof connectionShape>>;
/** What is to be synced, and by which mapping. */
export type Scope = z.output<z.ZodObject<typeof scopeShape>>;
/** A user's mapping, for as many scopes as name it. */
export type ScopeConfig = z.output<z.ZodObject<typeof scopeConfigShape>>;
/** Scopes, or those of a project, and when they are synced. */
export type Blueprint = z.output<z.ZodObject<typeof blueprintShape>>;
/** A metric of the user's own, in SQL. */
export type Metric = z.output<z.ZodObject<typeof metricShape>>;
/** What metrics are counted for. */
export type Project = StoredProject;

/** What every resource has. */
export interface Named {
  readonly name: string;
}

/** A kind of what a user configures: its words, its schema, and where it is kept. */
export interface ResourceKind<T extends Named> {
  /** As `sluice.yaml` calls them. */
  readonly name: KindName;
  /** One of them, in a sentence and on the command line. */
  readonly one: string;
  /** As the API's paths call them. */
  readonly path: string;
  readonly pk: string;
  place(name: string): Place;
  /** What a user writes; unknown keys are refused. */
  readonly written: z.ZodType<T>;
  /** What is stored; keys that a newer Sluice wrote are left out. */
  readonly stored: z.ZodType<T>;
}

/** The kinds, as `sluice.yaml` calls them. */
export type KindName = 'connections' | 'scopeConfigs' | 'scopes' | 'projects' | 'blueprints' | 'metrics';

const at = (name: KindName) => ({
  name,
  pk: places.configured(name, '').pk,
  place: (of: string) => places.configured(name, of),
});

/** Connections, named as behind the @ of a scope; the one that a scope does not name is called as its plugin. */
export const connections: ResourceKind<Connection> = {
  ...at('connections'),
  one: 'connection',
  path: 'connections',
  written: z.strictObject(connectionShape),
  stored: z.object(connectionShape),
};

/** Scope configs: mappings by name. */
export const scopeConfigs: ResourceKind<ScopeConfig> = {
  ...at('scopeConfigs'),
  one: 'scope config',
  path: 'scope-configs',
  written: z.strictObject(scopeConfigShape),
  stored: z.object(scopeConfigShape),
};

/** Scopes, named as `sluice sync` takes them. */
export const scopes: ResourceKind<Scope> = {
  ...at('scopes'),
  one: 'scope',
  path: 'scopes',
  written: z.strictObject(scopeShape),
  stored: z.object(scopeShape),
};

/** Projects: the rows that `sluice project set` writes, too. */
export const projects: ResourceKind<Project> = {
  name: 'projects',
  one: 'project',
  path: 'projects',
  pk: places.projects,
  place: places.project,
  written: z.strictObject({ ...StoredProject.shape, scopes: z.array(ScopeName).max(1_000) }),
  stored: StoredProject,
};

/** Blueprints: what is synced when. */
export const blueprints: ResourceKind<Blueprint> = {
  ...at('blueprints'),
  one: 'blueprint',
  path: 'blueprints',
  written: z
    .strictObject({ ...blueprintShape, scopes: z.array(ScopeName).min(1).max(200).exactOptional() })
    .refine(({ scopes: own, project }) => (own === undefined) !== (project === undefined), {
      message: 'give either scopes or a project',
    }),
  stored: z.object(blueprintShape),
};

/** Metrics of the user's own. */
export const metrics: ResourceKind<Metric> = {
  ...at('metrics'),
  one: 'metric',
  path: 'metric-definitions',
  written: z.strictObject(metricShape),
  stored: z.object(metricShape),
};

/** Every kind, each behind those that it names: written in this order, deleted in the other. */
export const kinds = [connections, scopeConfigs, scopes, projects, blueprints, metrics] as const;
