import { checkReferences, type ResourceFlaw } from './check-references.ts';
import { type Configured, sourceOf } from './configured.ts';
import type { KindName, Named, ResourceKind } from './resources.ts';

/** What is configured names something else; which is it, and where. */
export interface Referrer {
  readonly kind: KindName;
  readonly name: string;
}

/** With one resource more, or in the place of the one of its name. */
export function withResource<T extends Named>(all: Configured, kind: ResourceKind<T>, resource: T): Configured {
  const others: readonly Named[] = all[kind.name].filter(({ name }) => name !== resource.name);
  return { ...all, [kind.name]: [...others, resource] };
}

/** What a resource names that there is not: what would be wrong if it were written now. */
export const flawsOfWriting = <T extends Named>(
  all: Configured,
  kind: ResourceKind<T>,
  resource: T,
): readonly ResourceFlaw[] => {
  const before = new Set(checkReferences(all).map(keyOf));
  // What was wrong with others before is none of its business.
  return checkReferences(withResource(all, kind, resource)).filter(
    (flaw) => (flaw.kind === kind.name && flaw.name === resource.name) || !before.has(keyOf(flaw)),
  );
};

const keyOf = ({ kind, name, path, message }: ResourceFlaw): string => JSON.stringify([kind, name, path, message]);

/** What names a resource, and would name nothing without it: itself or, of a connection, by its scopes. */
export function referrersOf(all: Configured, kind: KindName, name: string): readonly Referrer[] {
  const reaches = (scopes: readonly string[]) => scopes.some((scope) => sourceOf(scope).connection === name);
  const some = (of: KindName, found: readonly Named[]): readonly Referrer[] =>
    found.map((each) => ({ kind: of, name: each.name }));
  if (kind === 'connections')
    return [
      ...some(
        'scopes',
        all.scopes.filter((scope) => reaches([scope.name])),
      ),
      ...some(
        'projects',
        all.projects.filter(({ scopes }) => reaches(scopes)),
      ),
      ...some(
        'blueprints',
        all.blueprints.filter(({ scopes = [] }) => reaches(scopes)),
      ),
    ];
  if (kind === 'scopeConfigs')
    return [
      ...some(
        'connections',
        all.connections.filter(({ scopeConfig }) => scopeConfig === name),
      ),
      ...some(
        'scopes',
        all.scopes.filter(({ scopeConfig }) => scopeConfig === name),
      ),
    ];
  if (kind !== 'projects') return [];
  return some(
    'blueprints',
    all.blueprints.filter(({ project }) => project === name),
  );
}

/** `blueprints.nightly, scopes.github:acme/shop and 3 more`. */
export function namesOfReferrers(found: readonly Referrer[], most = 3): string {
  const named = found.slice(0, most).map(({ kind, name }) => `${kind}.${name}`);
  return `${named.join(', ')}${found.length > most ? ` and ${found.length - most} more` : ''}`;
}
