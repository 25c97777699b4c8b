import { DAY } from './calendar.ts';
import { type Chance, chanceOf } from './chance.ts';
import {
  type Deployment,
  deploymentsOf,
  incidentsOf,
  type Pull,
  pullsOf,
  type Release,
  releasesOf,
} from './delivery.ts';
import { type Product, products } from './products.ts';
import { titleOf } from './titles.ts';
import { type Issue, planYear, type Sprint, sprintsOf } from './work.ts';

/** Everything that happened to one product in the sample's year. */
export interface ProductYear {
  readonly product: Product;
  readonly sprints: readonly Sprint[];
  readonly issues: readonly Issue[];
  readonly pulls: readonly Pull[];
  readonly deployments: readonly Deployment[];
  readonly releases: readonly Release[];
  readonly from: number;
  readonly until: number;
  readonly chance: Chance;
}

const YEAR = 365 * DAY;

/** The year of the sample organisation that ends at `until`: the same for the same seed and end. */
export const organisation = (seed: number, until: number): readonly ProductYear[] =>
  products.map((product, i) => yearOf(product, chanceOf(seed * 31 + i), until));

function yearOf(product: Product, chance: Chance, until: number): ProductYear {
  const given = { chance, product, from: until - YEAR, until };
  const sprints = sprintsOf(product, given.from, until);
  const planned = planYear({ ...given, sprints });
  const pulls = pullsOf(given, planned);
  const deployments = deploymentsOf(given, pulls);
  const broken = incidentsOf(given, deployments, () => titleOf(chance, 'INCIDENT'), planned.length + 1);
  const releases = releasesOf(given, deployments);
  return { ...given, sprints, issues: [...planned, ...broken], pulls, deployments, releases };
}
