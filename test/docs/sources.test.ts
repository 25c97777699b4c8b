import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tables } from '../../shared/domain/tables.ts';
import { plugins } from '../../shared/plugins/index.ts';
import { samples as github } from '../plugins/github/samples.ts';
import { samples as gitlab } from '../plugins/gitlab/samples.ts';
import { samples as jenkins } from '../plugins/jenkins/samples.ts';
import { samples as jira } from '../plugins/jira/samples.ts';
import { samples as opsgenie } from '../plugins/opsgenie/samples.ts';
import { samples as pagerduty } from '../plugins/pagerduty/samples.ts';
import { samples as tapd } from '../plugins/tapd/samples.ts';
import { type Samples, sampleStreams } from '../support/plugin-conformance.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const SECTIONS = ['Connect', 'What it costs', 'What becomes of what', 'Not collected'];

const SAMPLES: Readonly<Record<string, Samples>> = { github, gitlab, jenkins, jira, opsgenie, pagerduty, tapd };

describe.each([...plugins.values()])('the page of $name', (plugin) => {
  const { name, streams = [] } = plugin;
  const page = read(`docs/sources/${name}.md`);
  const becomes = page.split('## What becomes of what')[1]?.split('\n## ')[0] ?? '';
  const named = (cell: string | undefined): readonly string[] =>
    [...(cell ?? '').matchAll(/`([a-z_]+)`/g)].map(([, word = '']) => word);
  const rows = becomes
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|'));

  it('says how to connect it, what it costs, what becomes of what and what is left out', () => {
    expect(page.match(/^## (.*)$/gm)).toEqual(expect.arrayContaining(SECTIONS.map((title) => `## ${title}`)));
  });

  it('names every stream once, and no other', () => {
    const streamsNamed = rows.flatMap((cells) => named(cells[1]));

    expect(streamsNamed.toSorted()).toEqual(streams.map((stream) => stream.name).toSorted());
  });

  it('names tables that there are', () => {
    const tablesNamed = rows.flatMap((cells) => named(cells[3]));

    expect(tablesNamed.filter((table) => !tables.has(table))).toEqual([]);
    expect(tablesNamed.length).toBeGreaterThan(0);
  });

  it('names the tables that each stream fills', () => {
    const given = SAMPLES[name];
    const filled = given ? sampleStreams(plugin, given) : [];
    expect(filled).toHaveLength(streams.length);

    const unnamed = filled.flatMap(({ name: stream, bound, sample, find }) => {
      const input = sample?.input;
      const request = { target: '/', page: 1, ...(input !== undefined && { input }) };
      const page = bound.open({ request, url: '', headers: {}, json: sample?.body, link: () => undefined });
      const made = page.extract().records.flatMap((record) => bound.convert(record, find).map(({ table }) => table));
      const said = rows.filter((cells) => named(cells[1]).includes(stream)).flatMap((cells) => named(cells[3]));
      return [...new Set(made)].filter((table) => !said.includes(table)).map((table) => `${stream}: ${table}`);
    });

    expect(unnamed).toEqual([]);
  });

  it('names its variables, its secret and a scope', () => {
    expect(page).toContain(`${name.toUpperCase()}_TOKEN`);
    expect(page).toContain(`sluice/connections/${name}`);
    expect(page).toMatch(new RegExp(`\`${name}:[^\`]+\``));
  });

  it('is named by the README', () => {
    expect(read('README.md')).toContain(`docs/sources/${name}.md`);
  });
});
