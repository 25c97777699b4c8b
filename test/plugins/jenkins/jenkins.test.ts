import { describe, expect, test } from 'vitest';
import { jenkins } from '../../../shared/plugins/jenkins/plugin.ts';
import { pathOf } from '../../../shared/plugins/jenkins/scope.ts';
import { build, job, multibranch, running } from './samples.ts';

const bind = (stream: string, scope: unknown = job) => {
  const found = jenkins.streams?.find(({ name }) => name === stream);
  if (!found) throw new Error(`no stream ${stream}`);
  return found.bind({ connection: '1', scope, config: {} });
};
const page = (json: unknown, target = '', since?: string, input?: unknown) => ({
  request: { target, page: 1, ...(since !== undefined && { since }), ...(input !== undefined && { input }) },
  url: '',
  headers: {},
  json,
  link: () => undefined,
});

test('every part of a path is encoded, the slash of a branch once more', () => {
  expect(pathOf('tools/many/feature%2Fa')).toBe('/job/tools/job/many/job/feature%252Fa');
});

describe('a multibranch job', () => {
  test('is asked for the builds of its branches and looked into further, but for what was never built', () => {
    const children = bind('job', multibranch).open(page(multibranch)).children();

    expect(children).toEqual([
      { stream: 'branch_builds', input: { fullName: 'tools/many/feature%2Fa', lastBuild: 3 } },
      { stream: 'branches', input: { fullName: 'tools/many/inner' } },
    ]);
  });

  test('has no builds of its own', () => {
    expect(bind('builds', multibranch).first({ now: '' })).toEqual([]);
  });
});

describe('builds', () => {
  const full = Array.from({ length: 100 }, (_, i) => ({ ...build, number: 500 - i, timestamp: build.timestamp - i }));
  const [first] = bind('builds').first({ now: '' });
  const rangeOf = (target = '') => new URLSearchParams(target.split('?')[1]).get('tree')?.match(/\{.*\}$/)?.[0];

  test('are read in ranges that overlap, because new ones push the others down', () => {
    const [next] = bind('builds')
      .open(page({ allBuilds: full }, first?.target))
      .following();

    expect(rangeOf(first?.target)).toBe('{0,100}');
    expect(rangeOf(next?.target)).toBe('{90,190}');
  });

  test('end with a range that is not full', () => {
    expect(
      bind('builds')
        .open(page({ allBuilds: full.slice(1) }, first?.target))
        .following(),
    ).toEqual([]);
  });

  test('end when all of a range is older than the cursor', () => {
    const since = new Date(build.timestamp + 1).toISOString();

    expect(
      bind('builds')
        .open(page({ allBuilds: full }, first?.target, since))
        .following(),
    ).toEqual([]);
  });

  test('that are running are asked for again until they are not', () => {
    const again = bind('builds')
      .open(page({ allBuilds: [running, build] }, first?.target))
      .again();

    expect(again[0]?.request?.target).toMatch(/^\/job\/tools\/job\/app\/12\/api\/json\?/);
    expect(again[1]).toEqual({ key: 'tools/app#11' });
  });

  test('of a job that is no pipeline are not asked for stages', () => {
    const freestyle = { ...build, _class: 'hudson.model.FreeStyleBuild' };

    expect(
      bind('builds')
        .open(page({ allBuilds: [freestyle] }))
        .children(),
    ).toEqual([]);
    expect(
      bind('builds')
        .open(page({ allBuilds: [build] }))
        .children(),
    ).toHaveLength(1);
  });
});
