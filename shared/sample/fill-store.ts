import { objectKey, places, scopeKey } from '../contract/places.ts';
import type { RawPage } from '../contract/stored.ts';
import { toItem, toValue } from '../pipeline/deep-json.ts';
import { digest, itemId } from '../pipeline/identity.ts';
import type { Item, ObjectPort, TablePort } from '../pipeline/ports.ts';
import { saveProject } from '../pipeline/projects.ts';
import { pack } from '../pipeline/segment.ts';
import type { Answer } from './answer.ts';
import { githubAnswers, githubConfig, repositoryAnswer } from './github-answers.ts';
import { gitlabAnswers, gitlabConfig, projectAnswer } from './gitlab-answers.ts';
import { boardData, JIRA, jiraAnswers, jiraConfig } from './jira-answers.ts';
import { organisation, type ProductYear } from './organisation.ts';

/** The connection that every scope of the sample has: nothing real is ever called so. */
export const SAMPLE = 'sample';
/** The run that the raw pages name; nothing was asked of anybody. */
const RUN = 'sample';
/** Pages of a segment. */
const PAGES = 50;

/** Where the vendors of the sample would be. */
export const sampleUrls: ReadonlyMap<string, string> = new Map([
  ['jira', `${JIRA}/rest`],
  ['github', 'https://api.github.com'],
  ['gitlab', 'https://gitlab.com/api/v4'],
]);

interface SampleScope {
  readonly plugin: string;
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly config: unknown;
  readonly answers: readonly Answer[];
}

function scopesOf(year: ProductYear): readonly SampleScope[] {
  const { product, from, until } = year;
  const { repository, board, packages } = product;
  return [
    ...(board === undefined
      ? []
      : [
          {
            plugin: 'jira',
            id: String(board),
            name: String(board),
            data: boardData(product),
            config: jiraConfig,
            answers: jiraAnswers(year),
          },
        ]),
    {
      plugin: 'github',
      id: String(repository.id),
      name: repository.name,
      data: repositoryAnswer(product, from, until),
      config: githubConfig,
      answers: githubAnswers(year),
    },
    ...(packages
      ? [
          {
            plugin: 'gitlab',
            id: String(packages.id),
            name: packages.path,
            data: projectAnswer(product, from, until),
            config: gitlabConfig,
            answers: gitlabAnswers(year),
          },
        ]
      : []),
  ];
}

/**
 * Writes what the vendors would have answered in the sample organisation's year into a store, as a sync keeps it: raw pages
 * with their index, scopes with their mappings, how far each stream has come, and the products. Everything else is made
 * of it by the pipeline, as of any raw page. Answers the scopes, to be extracted.
 */
export async function fillStore(
  ports: { readonly table: TablePort; readonly objects: ObjectPort },
  { seed, until }: { readonly seed: number; readonly until: number },
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const year of organisation(seed, until)) {
    const scopes = scopesOf(year);
    for (const scope of scopes) await fillScope(ports, scope, until);
    const written = scopes.map(({ plugin, name }) => `${plugin}@${SAMPLE}:${name}`);
    const { name, description } = year.product;
    const project = { name, description: `Sample: ${description}`, scopes: written, linkPattern: '' };
    await saveProject(ports.table, project);
    names.push(...written);
  }
  return names;
}

async function fillScope(
  { table, objects }: { readonly table: TablePort; readonly objects: ObjectPort },
  { plugin, id, name, data, config, answers }: SampleScope,
  until: number,
): Promise<void> {
  const key = scopeKey(plugin, SAMPLE, id);
  const at = new Date(until).toISOString();
  const record = { key, rev: 1, plugin, connection: SAMPLE, id, name, data: toValue(data), config: toValue(config) };
  const items: Item[] = [
    toItem({ ...places.scope(key), ...record, describedAt: at, derivation: '' }),
    { ...places.alias(plugin, SAMPLE, name), scope: key },
  ];
  for (const [stream, its] of Map.groupBy(answers, (answer) => answer.stream)) {
    items.push({ ...places.cursor(key, stream), at });
    for (let first = 0; first < its.length; first += PAGES) {
      const pages = its.slice(first, first + PAGES).map((answer) => pageOf(answer, plugin, at));
      const item = itemId(key, stream, pages[0]?.request.target ?? '');
      const { bytes, hash } = pack(pages);
      const segment = objectKey('raw', { scope: key, stream, run: RUN, item, hash });
      await objects.put(segment, bytes);
      items.push({
        pk: places.segments(key),
        sk: `${RUN}#${stream}#${item}#${digest(segment, 8)}`,
        segment,
        stream,
        run: RUN,
        connection: `${plugin}/${SAMPLE}`,
        pages: pages.length,
        bytes: pages.reduce((sum, { body }) => sum + body.length, 0),
      });
    }
  }
  await table.writeMany(items);
}

function pageOf({ request, body: json }: Answer, plugin: string, fetchedAt: string): RawPage {
  const body = JSON.stringify(json);
  return {
    request,
    url: `${sampleUrls.get(plugin) ?? ''}${request.target}`,
    status: 200,
    headers: { 'content-type': 'application/json', 'x-sluice-sample': 'made up' },
    fetchedAt,
    channel: 'pull',
    sha256: digest(body, 64),
    body,
  };
}
