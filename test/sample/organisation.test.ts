import { describe, expect, it } from 'vitest';
import { digest } from '../../shared/pipeline/identity.ts';
import { githubAnswers } from '../../shared/sample/github-answers.ts';
import { jiraAnswers } from '../../shared/sample/jira-answers.ts';
import { organisation } from '../../shared/sample/organisation.ts';
import { resolvedAt } from '../../shared/sample/work.ts';

const until = Date.UTC(2026, 9, 31, 12);
const hashOf = (seed: number): string =>
  digest(JSON.stringify(organisation(seed, until).flatMap((year) => [...githubAnswers(year), ...jiraAnswers(year)])));

describe('the sample organisation', () => {
  it('is the same for the same seed, and another for another', () => {
    const first = hashOf(7);

    expect(hashOf(7)).toBe(first);
    expect(hashOf(8)).not.toBe(first);
  });

  it('has a year of work in three products, some of which went back a column', () => {
    const years = organisation(7, until);
    const moves = years.flatMap(({ issues }) => issues.flatMap((issue) => issue.moves));

    expect(years.map(({ product }) => product.name)).toEqual(['Checkout', 'Catalog', 'Mobile app']);
    for (const { issues, pulls, deployments, releases } of years)
      expect([issues.length > 150, pulls.length > 150, deployments.length > 80, releases.length > 8]).toEqual(
        Array(4).fill(true),
      );
    expect(moves.filter(({ from, to }) => from === 'In Review' && to === 'In Progress').length).toBeGreaterThan(20);
    expect(moves.filter(({ from }) => from === 'Done').length).toBeGreaterThan(5);
  });

  it('knows nothing of what comes after its end', () => {
    for (const { issues, pulls, deployments } of organisation(7, until)) {
      expect(issues.filter((issue) => (resolvedAt(issue) ?? issue.createdAt) > until)).toEqual([]);
      expect(pulls.filter(({ endedAt, createdAt }) => (endedAt ?? createdAt) > until)).toEqual([]);
      expect(deployments.filter(({ finishedAt }) => finishedAt > until)).toEqual([]);
    }
  });

  it('has each commit of the main branch after the one before it', () => {
    for (const { pulls } of organisation(7, until)) {
      const trunk = pulls.flatMap(({ merge }) => merge ?? []).sort((a, b) => a.at - b.at);

      expect(new Set(trunk.map(({ sha }) => sha)).size).toBe(trunk.length);
      expect(trunk.slice(1).map(({ parent }) => parent)).toEqual(trunk.slice(0, -1).map(({ sha }) => sha));
    }
  });
});
