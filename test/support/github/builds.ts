import { person, someone } from './people.ts';
import { sha } from './seeded.ts';
import { minute, REPOSITORY, RUNNING, updatedAt, type World } from './world.ts';

const HTML = `https://github.com/${REPOSITORY.name}`;

/** Whether the run, counted from 0, still goes on. */
const isRunning = (world: World, index: number): boolean => index === RUNNING && !world.changed.has(`run ${index}`);

const stateOf = (world: World, index: number) => ({
  status: isRunning(world, index) ? 'in_progress' : 'completed',
  conclusion: isRunning(world, index) ? null : index % 3 === 0 ? 'failure' : 'success',
});

/** A run of GitHub Actions, counted from 0, the oldest first. */
export const workflowRun = (world: World, index: number) => ({
  id: 800_000 + index,
  name: index % 2 === 0 ? 'build' : 'deploy',
  display_title: `run ${index}`,
  html_url: `${HTML}/actions/runs/${800_000 + index}`,
  head_branch: 'main',
  head_sha: sha(`${world.seed} commit ${index}`),
  ...stateOf(world, index),
  created_at: minute(index * 60),
  run_started_at: minute(index * 60),
  updated_at: updatedAt(world, `run ${index}`, minute(index * 60 + 7)),
});

/** The jobs of a run. */
export const workflowJobs = (world: World, index: number) =>
  ['lint', 'test'].map((name, place) => ({
    id: 900_000 + index * 10 + place,
    run_id: 800_000 + index,
    name,
    html_url: `${HTML}/actions/runs/${800_000 + index}/job/${900_000 + index * 10 + place}`,
    head_sha: sha(`${world.seed} commit ${index}`),
    ...stateOf(world, index),
    started_at: minute(index * 60 + 1),
    completed_at: isRunning(world, index) ? null : minute(index * 60 + 5),
    steps: [{ name: 'checkout', number: 1, status: 'completed', conclusion: 'success' }],
  }));

/** A tag on every fifth commit, counted from 0, and its release. */
export const tag = (world: World, index: number) => ({
  name: `v0.${index}`,
  commit: { sha: sha(`${world.seed} commit ${index * 5}`) },
});

/** How many tags there are. */
export const tagCount = ({ size }: World): number => Math.ceil(size.commits / 5);

/** The release of a tag. */
export const release = (_world: World, index: number) => ({
  id: 30_000 + index,
  node_id: `RE_${index}`,
  tag_name: `v0.${index}`,
  target_commitish: 'main',
  name: `Harvest ${index}`,
  body: 'what is ripe',
  html_url: `${HTML}/releases/tag/v0.${index}`,
  draft: false,
  prerelease: false,
  author: person('grace'),
  created_at: minute(index * 100),
  published_at: minute(index * 100 + 1),
});

/** A deployment, counted from 0, the oldest first. */
export const deployment = (world: World, index: number) => ({
  id: 40_000 + index,
  node_id: `DE_${index}`,
  sha: sha(`${world.seed} commit ${index}`),
  ref: 'main',
  environment: index % 2 === 0 ? 'production' : 'staging',
  original_environment: index % 2 === 0 ? 'production' : 'staging',
  description: `deployment ${index}`,
  creator: someone(`deployment ${index}`),
  created_at: minute(index * 70),
  updated_at: minute(index * 70 + 9),
});

/** The statuses of a deployment, the newest first. */
export const deploymentStatuses = (index: number) =>
  (['success', 'in_progress'] as const).map((state, place) => ({
    id: 50_000 + index * 10 + place,
    state,
    created_at: minute(index * 70 + 9 - place),
    updated_at: minute(index * 70 + 9 - place),
  }));

/** The repository itself. */
export const repository = () => ({
  id: REPOSITORY.id,
  node_id: 'R_4711',
  name: 'orchard',
  full_name: REPOSITORY.name,
  private: false,
  owner: person('ada'),
  html_url: HTML,
  description: 'trees in rows',
  language: 'TypeScript',
  default_branch: 'main',
  clone_url: `${HTML}.git`,
  created_at: minute(0),
  updated_at: minute(1),
  pushed_at: minute(2),
});
