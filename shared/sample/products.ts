/** Somebody of the sample organisation; the names are made up. */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly name: string;
}

/** A product of the sample organisation, and how its team works. */
export interface Product {
  readonly name: string;
  readonly description: string;
  /** How its issues are named: `SHOP-12`. Without a board, they are those of the repository. */
  readonly key: string;
  readonly board?: number;
  readonly repository: { readonly id: number; readonly name: string; readonly language: string };
  /** A project of GitLab that builds nightly packages, where the team has one. */
  readonly packages?: { readonly id: number; readonly path: string };
  readonly team: readonly [Person, ...Person[]];
  readonly components: readonly [string, ...string[]];
  /** New issues on a workday. */
  readonly arrivals: number;
  /** Hours of work until somebody looks at a pull request, in the middle of the year. */
  readonly pickupHours: number;
  /** On which weekdays production is deployed to; Monday is 1. */
  readonly deploysOn: readonly number[];
  /** The share of deployments that something breaks after. */
  readonly breaks: number;
}

const person = (id: number, login: string, name: string): Person => ({ id, login, name });

/** Three teams that work in different ways, so that their numbers differ. */
export const products: readonly Product[] = [
  {
    name: 'Checkout',
    description: 'Basket, payment and invoices. Deploys on every workday.',
    key: 'SHOP',
    board: 11,
    repository: { id: 9001, name: 'acme/checkout', language: 'TypeScript' },
    team: [
      person(101, 'ada-m', 'Ada Moreau'),
      person(102, 'bengt', 'Bengt Lindqvist'),
      person(103, 'chidi-o', 'Chidi Okafor'),
      person(104, 'dilara', 'Dilara Aydin'),
      person(105, 'emi-s', 'Emi Sato'),
    ],
    components: ['payment', 'basket', 'invoices'],
    arrivals: 1.5,
    pickupHours: 2.5,
    deploysOn: [1, 2, 3, 4, 5],
    breaks: 0.09,
  },
  {
    name: 'Catalog',
    description: 'Search and product pages. Deploys twice a week.',
    key: 'CAT',
    board: 12,
    repository: { id: 9002, name: 'acme/catalog', language: 'Kotlin' },
    team: [
      person(201, 'farid-h', 'Farid Haddad'),
      person(202, 'greta', 'Greta Weiss'),
      person(203, 'hugo-p', 'Hugo Pires'),
      person(204, 'ines', 'Ines Carvalho'),
    ],
    components: ['search', 'product-page', 'import'],
    arrivals: 1.1,
    pickupHours: 5,
    deploysOn: [2, 4],
    breaks: 0.18,
  },
  {
    name: 'Mobile app',
    description: 'The app for phones. Plans in GitHub issues and ships weekly.',
    key: 'APP',
    repository: { id: 9003, name: 'acme/mobile-app', language: 'Swift' },
    packages: { id: 7001, path: 'acme/mobile-packages' },
    team: [person(301, 'jun-k', 'Jun Kim'), person(302, 'kofi', 'Kofi Mensah'), person(303, 'lena-v', 'Lena Vogel')],
    components: ['ios', 'android', 'account'],
    arrivals: 0.8,
    pickupHours: 7,
    deploysOn: [3],
    breaks: 0.3,
  },
];
