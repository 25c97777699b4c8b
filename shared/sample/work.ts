import { afterWork, atWork, DAY, HOUR, MINUTE, workdays } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Person, Product } from './products.ts';
import { titleOf } from './titles.ts';

/** The columns of the sample's boards, first to last. */
export const columns = ['Backlog', 'In Progress', 'In Review', 'Done'] as const;
export type Column = (typeof columns)[number];

/** One move of an issue between columns. */
export interface Move {
  readonly at: number;
  readonly from: Column;
  readonly to: Column;
  readonly by: Person;
}

/** A sprint of two weeks. */
export interface Sprint {
  readonly id: number;
  readonly name: string;
  readonly starts: number;
  readonly ends: number;
}

/** That the sprints of an issue changed, as lists of ids. */
export interface SprintChange {
  readonly at: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** One piece of planned work. Times are epoch milliseconds. */
export interface Issue {
  readonly number: number;
  readonly type: 'STORY' | 'BUG' | 'TASK' | 'INCIDENT';
  readonly title: string;
  readonly createdAt: number;
  readonly creator: Person;
  readonly assignee?: Person;
  readonly moves: readonly Move[];
  readonly sprints: readonly SprintChange[];
  readonly points: number;
  readonly estimateMinutes: number;
  readonly spentMinutes: number;
  readonly dueAt?: number;
  readonly priority: string;
  readonly severity: string;
  readonly component: string;
  /** Reported by operations or by customers, not found by the team. */
  readonly isFromOperations: boolean;
}

/** When an issue came into its last column for good; undefined while it is open. */
export const resolvedAt = ({ moves }: Issue): number | undefined => {
  const last = moves.at(-1);
  return last?.to === 'Done' ? last.at : undefined;
};

/** The column in which an issue is. */
export const columnOf = ({ moves }: Issue): Column => moves.at(-1)?.to ?? 'Backlog';

const SPRINT = 14 * DAY;

/** Sprints one after the other, from a Monday morning on. */
export function sprintsOf({ board }: Product, from: number, until: number): readonly Sprint[] {
  if (board === undefined) return [];
  const monday = from + ((8 - new Date(from).getUTCDay()) % 7) * DAY - (from % DAY) + 9 * HOUR;
  const sprints: Sprint[] = [];
  for (let starts = monday; starts < until; starts += SPRINT) {
    const n = sprints.length + 1;
    sprints.push({ id: board * 100 + n, name: `Sprint ${n}`, starts, ends: starts + SPRINT - 3 * DAY + 7 * HOUR });
  }
  return sprints;
}

interface Given {
  readonly chance: Chance;
  readonly product: Product;
  readonly from: number;
  readonly until: number;
  readonly sprints: readonly Sprint[];
}

/** What a team plans in a year, day by day, with how each piece of it moved. */
export function planYear(given: Given): readonly Issue[] {
  const { chance, product, from, until } = given;
  const issues: Issue[] = [];
  for (const day of workdays(from, until)) {
    const share = product.arrivals + chance.next() - 0.5;
    const arrivals = Math.floor(share) + (chance.happens(share - Math.floor(share)) ? 1 : 0);
    for (let i = 0; i < arrivals; i += 1) {
      const at = atWork(day + chance.whole(8 * 60, 17 * 60) * MINUTE);
      if (at < until) issues.push(issueAt(given, issues.length + 1, at));
    }
  }
  return issues;
}

function issueAt(given: Given, number: number, createdAt: number): Issue {
  const { chance, product, until, sprints } = given;
  const type = chance.pick(['STORY', 'STORY', 'STORY', 'BUG', 'BUG', 'TASK'] as const);
  const assignee = chance.pick(product.team);
  const points = chance.pick([1, 2, 3, 3, 5, 8] as const);
  const moves = movesOf(given, { createdAt, assignee, points, isUrgent: type === 'BUG' && chance.happens(0.4) });
  const began = moves[0]?.at;
  const estimateMinutes = points * 150;
  return {
    number,
    type,
    title: titleOf(chance, type),
    createdAt,
    creator: chance.pick(product.team),
    ...(began !== undefined && { assignee }),
    moves,
    sprints: began === undefined ? [] : inSprints(chance, sprints, { createdAt, began, moves, until }),
    points,
    estimateMinutes,
    spentMinutes: began === undefined ? 0 : Math.round(estimateMinutes * chance.span(1.1, 0.4)),
    ...(chance.happens(0.45) && { dueAt: createdAt + chance.whole(12, 50) * DAY }),
    priority: chance.pick(['low', 'medium', 'medium', 'high'] as const),
    severity: chance.pick(['severity/minor', 'severity/major', 'severity/critical'] as const),
    component: chance.pick(product.components),
    isFromOperations: type === 'BUG' && chance.happens(0.25),
  };
}

/** Backlog, work, review, done; some wait for good, some go back a step, a few are opened again. */
function movesOf(
  { chance, product, from, until }: Given,
  of: { createdAt: number; assignee: Person; points: number; isUrgent: boolean },
): readonly Move[] {
  const { createdAt, assignee: by, points, isUrgent } = of;
  if (chance.happens(0.06)) return [];
  // The teams get faster over the year.
  const pace = 1.25 - (0.5 * (createdAt - from)) / (until - from);
  const moves: Move[] = [];
  let [at, column]: [number, Column] = [createdAt, 'Backlog'];
  const move = (hours: number, to: Column): void => {
    at = afterWork(at, hours);
    moves.push({ at, from: column, to, by });
    column = to;
  };
  move(chance.span(isUrgent ? 5 : 60, 0.9) * pace, 'In Progress');
  if (chance.happens(0.07)) {
    move(chance.span(6), 'Backlog');
    move(chance.span(40), 'In Progress');
  }
  move(chance.span(10 + points * 6, 0.6) * pace, 'In Review');
  while (chance.happens(0.16)) {
    move(chance.span(product.pickupHours), 'In Progress');
    move(chance.span(5), 'In Review');
  }
  move(chance.span(product.pickupHours * 4 + points * 2, 0.7) * pace, 'Done');
  if (chance.happens(0.05)) {
    move(chance.span(25), 'In Progress');
    move(chance.span(8), 'Done');
  }
  return moves.filter((one) => one.at < until);
}

/** Most are planned before the sprint begins; what is not done at its end goes into the next one. */
function inSprints(
  chance: Chance,
  sprints: readonly Sprint[],
  of: { createdAt: number; began: number; moves: readonly Move[]; until: number },
): readonly SprintChange[] {
  const { createdAt, began, moves, until } = of;
  const first = sprints.findIndex(({ ends }) => ends > began);
  const sprint = sprints[first];
  if (!sprint || chance.happens(0.1)) return [];
  const planned = sprint.starts - chance.whole(1, 30) * HOUR;
  const done = moves.at(-1)?.to === 'Done' ? moves.at(-1)?.at : undefined;
  const changes: SprintChange[] = [{ at: planned > createdAt ? planned : began, from: [], to: [sprint.id] }];
  // A few are taken out again, and come back with the next one.
  if (chance.happens(0.05) && began < sprint.ends - HOUR)
    changes.push({ at: Math.min(began + chance.whole(20, 60) * HOUR, sprint.ends - HOUR), from: [sprint.id], to: [] });
  for (const [i, next] of sprints.slice(first + 1).entries()) {
    const before = sprints[first + i];
    if (!before || (done !== undefined && done <= before.ends)) break;
    const held = changes.at(-1)?.to ?? [];
    changes.push({ at: next.starts - HOUR, from: held, to: [...held, next.id] });
  }
  return changes.filter(({ at }) => at < until).sort((a, b) => a.at - b.at);
}
