import { nodesOf, partsOf, renamed } from '../computing.ts';
import { regexOf, substitute } from '../glob.ts';
import { type GraphiteFunction, list, needed, nodes } from './function.ts';

/** What series are called. */
export const naming: readonly GraphiteFunction[] = [
  {
    name: 'alias',
    group: 'Alias',
    description: 'Calls all series so.',
    params: [list, needed('newName', 'string')],
    run: (given) => renamed(given, () => given.text(1, 'newName')),
  },
  {
    name: 'aliasSub',
    group: 'Alias',
    description: 'Replaces in the name what an RE2 pattern matches; \\1 is its first group.',
    params: [list, needed('search', 'string'), needed('replace', 'string')],
    run: (given) => {
      const [pattern, replacement] = [regexOf(given.text(1, 'search')), given.text(2, 'replace')];
      return renamed(given, ({ name }) => substitute(pattern, name, replacement));
    },
  },
  {
    name: 'aliasByNode',
    group: 'Alias',
    description: 'Calls a series by nodes of its path, counted from 0, or by tags.',
    params: [list, nodes],
    run: (given) => renamed(given, (series) => partsOf(series, given.rest(1)) || series.name),
  },
  {
    name: 'aliasByTags',
    group: 'Alias',
    description: 'Calls a series by the values of tags.',
    params: [list, nodes],
    run: (given) => renamed(given, (series) => partsOf(series, given.rest(1)) || series.name),
  },
  {
    name: 'aliasByMetric',
    group: 'Alias',
    description: 'Calls a series by the last node of its path.',
    params: [list],
    run: (given) => renamed(given, (series) => partsOf(series, [-1]) || series.name),
  },
  {
    name: 'substr',
    group: 'Special',
    description: 'Calls a series by nodes of its path, from one to before another.',
    params: [list, { ...needed('start', 'node') }, { ...needed('stop', 'node') }],
    run: (given) => {
      const [start, stop] = [given.number(1, 'start', 0), given.number(2, 'stop', 0)];
      return renamed(given, (series) =>
        nodesOf(series)
          .slice(start, stop === 0 ? undefined : stop)
          .join('.'),
      );
    },
  },
];
