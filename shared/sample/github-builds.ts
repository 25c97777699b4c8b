import { type Answer, listOf, pagesOf } from './answer.ts';
import { isoOf, MINUTE } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { ProductYear } from './organisation.ts';

interface Build {
  readonly id: number;
  readonly title: string;
  readonly branch: string;
  readonly sha: string;
  readonly at: number;
  readonly minutes: number;
  readonly conclusion: 'success' | 'failure' | 'cancelled';
}

/** How often a build of a branch, and of main, fails. */
const FAILS = { branch: 0.14, main: 0.05 };

/** What GitHub would have answered about the builds: of each pull request, and of main after each merge. */
export function buildAnswers(year: ProductYear, base: string): readonly Answer[] {
  const { product, until } = year;
  const builds = buildsOf(year).filter(({ at, minutes }) => at + minutes * MINUTE < until);
  return [
    ...pagesOf(
      'workflow_runs',
      `${base}/actions/runs?exclude_pull_requests=true&per_page=100`,
      builds.map(({ id, title, branch, sha, at, minutes, conclusion }) => ({
        id,
        name: 'ci',
        display_title: title,
        html_url: `https://github.com/${product.repository.name}/actions/runs/${id}`,
        head_branch: branch,
        head_sha: sha,
        status: 'completed',
        conclusion,
        created_at: isoOf(at),
        run_started_at: isoOf(at),
        updated_at: isoOf(at + minutes * MINUTE),
      })),
      (workflowRuns) => ({ total_count: builds.length, workflow_runs: workflowRuns }),
    ),
    // Jobs of main only: those of branches would be most of what is asked for.
    ...builds
      .filter(({ branch }) => branch === 'main')
      .map((build) =>
        listOf(
          'workflow_jobs',
          `${base}/actions/runs/${build.id}/jobs?filter=latest&per_page=100`,
          { total_count: JOBS.length, jobs: jobsOf(build) },
          { runId: String(build.id) },
        ),
      ),
  ];
}

function buildsOf({ product, pulls, chance }: ProductYear): readonly Build[] {
  let id = product.repository.id * 100_000;
  const build = (title: string, branch: string, sha: string, at: number): Build => {
    id += 1;
    const minutes = Math.max(2, Math.round(chance.span(branch === 'main' ? 11 : 8, 0.3)));
    return { id, title, branch, sha, at, minutes, conclusion: conclusionOf(chance, branch) };
  };
  return pulls
    .flatMap(({ title, branch, commits, createdAt, reviews, merge }) => [
      ...commits
        .slice(-1)
        .flatMap(({ sha }) => [
          build(title, branch, sha, createdAt + MINUTE),
          ...reviews
            .filter(({ state }) => state === 'CHANGES_REQUESTED')
            .map(({ at }) => build(title, branch, sha, at + 40 * MINUTE)),
        ]),
      ...(merge ? [build(merge.message, 'main', merge.sha, merge.at + MINUTE)] : []),
    ])
    .sort((a, b) => a.at - b.at);
}

function conclusionOf(chance: Chance, branch: string): Build['conclusion'] {
  if (chance.happens(0.03)) return 'cancelled';
  return chance.happens(branch === 'main' ? FAILS.main : FAILS.branch) ? 'failure' : 'success';
}

const JOBS = ['lint', 'test', 'package'] as const;

/** Where a build failed, its tests did; what comes after them was not begun. */
function jobsOf({ id, at, minutes, conclusion }: Build) {
  const share = { lint: 0.2, test: 0.6, package: 0.2 };
  let began = at;
  return JOBS.flatMap((name, i) => {
    const started = began;
    began += minutes * MINUTE * share[name];
    const isSkipped = conclusion !== 'success' && name === 'package';
    const job = {
      id: id * 10 + i,
      run_id: id,
      name,
      status: 'completed',
      conclusion: name === 'lint' ? 'success' : conclusion,
      created_at: isoOf(started),
      started_at: isoOf(started),
      completed_at: isoOf(began),
      steps: [],
    };
    return isSkipped ? [] : [job];
  });
}
