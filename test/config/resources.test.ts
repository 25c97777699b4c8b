import { describe, expect, it } from 'vitest';
import { acceptResource, type Known, readResource } from '../../shared/config/check-resource.ts';
import {
  blueprints,
  connections,
  metrics,
  type Named,
  projects,
  type ResourceKind,
  scopeConfigs,
  scopes,
} from '../../shared/config/resources.ts';
import { plugins } from '../../shared/plugins/index.ts';

const known: Known = { plugins, metrics: new Set(['dora.lead_time']) };
const metric = {
  name: 'shop.big',
  title: 'Big changes',
  means: 'how many',
  needs: 'repos',
  values: ['changes count'],
  sql: 'SELECT 1',
};

type Good = readonly [kind: ResourceKind<Named>, written: Readonly<Record<string, unknown>>];
type Bad = readonly [...Good, path: readonly (string | number)[], message: string];

describe('a resource', () => {
  it.each<Good>([
    [connections, { name: 'work', plugin: 'jira', baseUrl: 'https://acme.atlassian.net', tokens: ['env:JIRA_TOKEN'] }],
    [scopeConfigs, { name: 'strict', plugin: 'github', mapping: { issueTypeBug: '^bug$' } }],
    [scopes, { name: 'github@work:acme/shop', scopeConfig: 'strict' }],
    [projects, { name: 'shop', scopes: ['github:acme/shop', 'jira:8'] }],
    [blueprints, { name: 'nightly', project: 'shop', cron: '0 3 * * *', zone: 'Europe/Zurich' }],
    [metrics, metric],
  ])('of $name is taken', (kind, written) => {
    expect(readResource(kind, written, known)).toMatchObject({ resource: written });
  });

  it.each<Bad>([
    [connections, { name: 'work', plugin: 'gitlib' }, ['plugin'], 'there is no plugin "gitlib"; there is: github'],
    [connections, { name: 'Work', plugin: 'jira' }, ['name'], 'use 1 to 32'],
    [connections, { name: 'w', plugin: 'jira', baseURL: 'x' }, ['baseURL'], '"baseURL" is unknown here'],
    [connections, { name: 'w', plugin: 'jira', baseUrl: 'ftp://x' }, ['baseUrl'], 'write https://host/path'],
    [connections, { name: 'w', plugin: 'jira', baseUrl: 'https://me:pw@host' }, ['baseUrl'], 'without a credential'],
    [scopeConfigs, { name: 'c', plugin: 'github', mapping: { bug: 'x' } }, ['mapping', 'bug'], '"bug" is unknown here'],
    [
      scopeConfigs,
      { name: 'c', plugin: 'github', mapping: { issueTypeBug: '(' } },
      ['mapping', 'issueTypeBug'],
      '"(" is not an RE2 pattern',
    ],
    [scopes, { name: 'github:acme' }, ['name'], 'write owner/name'],
    [scopes, { name: 'gitlib:acme/shop' }, ['name'], 'there is no source "gitlib"'],
    [projects, { name: 'p', scopes: ['github:a/b', 'nothing'] }, ['scopes', 1], 'write plugin:name'],
    [projects, { name: 'p', scopes: [], linkPattern: '(' }, ['linkPattern'], 'no RE2 pattern'],
    [blueprints, { name: 'n', cron: '0 3 * * *' }, [], 'give either scopes or a project'],
    [
      blueprints,
      { name: 'n', cron: '0 3 * * *', scopes: ['github:a/b'], project: 'p' },
      [],
      'give either scopes or a project',
    ],
    [blueprints, { name: 'n', cron: '0 3 * *', project: 'p' }, ['cron'], 'write five fields'],
    [blueprints, { name: 'n', cron: '0 3 * * *', zone: 'Mars/One', project: 'p' }, ['zone'], 'there is no such zone'],
    [metrics, { ...metric, name: 'dora.lead_time' }, ['name'], 'there is a metric "dora.lead_time" already'],
    [metrics, { ...metric, values: ['median'] }, ['values', 0], 'write name and unit'],
  ])('of $name is refused where it is wrong, case %#', (kind, written, path, message) => {
    expect(readResource(kind, written, known)).toMatchObject({
      flaws: [{ path, message: expect.stringContaining(message) }],
    });
  });

  it('that holds a secret is refused without showing it', () => {
    const written = { name: 'w', plugin: 'github', tokens: ['env:A', 'ghp_canary'] };

    const read = readResource(connections, written, known);

    expect(read.flaws).toMatchObject([{ path: ['tokens', 1] }]);
    expect(JSON.stringify(read)).not.toContain('ghp_canary');
  });

  it('is refused with its first flaw where one is enough', () => {
    expect(() => acceptResource(connections, { name: 'w', plugin: 'gitlib' }, known)).toThrow(
      'connection: plugin: there is no plugin "gitlib"',
    );
  });
});
