import { Projects, type Summary } from '../../answers.ts';
import { ask } from '../../ask.ts';
import { addressOf, Link } from '../../route.tsx';
import { shownOf, useAnswer } from '../../use-answer.ts';

/** Where what a run has synced is seen. */
export function ToCharts({ view: { scopes, state } }: { view: Pick<Summary, 'scopes' | 'state'> }) {
  const [answer] = useAnswer('projects', (signal) => ask(Projects, '/projects?limit=200', { signal }));
  if (state !== 'completed' && state !== 'completed_with_errors') return null;
  const all = shownOf(answer)?.projects ?? [];
  const own = all.filter((project) =>
    scopes.some(({ name }) => project.scopes.some((scope) => scope.slice(scope.indexOf(':') + 1) === name)),
  );
  if (own.length === 0) return null;
  return (
    <p class="buttons">
      {own.map(({ name }) => (
        <Link to={addressOf('/flow', { project: name })} class="button" key={name}>
          See the charts of {name}
        </Link>
      ))}
    </p>
  );
}
