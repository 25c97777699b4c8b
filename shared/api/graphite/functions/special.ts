import { constantLine, foldOf } from '../computing.ts';
import { fold } from '../series.ts';
import { seriesByTag } from '../tags.ts';
import { type GraphiteFunction, list, may, needed } from './function.ts';

/** Series that come of no other one, and how they are drawn. */
export const special: readonly GraphiteFunction[] = [
  {
    name: 'constantLine',
    group: 'Special',
    description: 'A line at one value.',
    params: [needed('value', 'float')],
    run: async (given, scope) => constantLine(given.number(0, 'value'), scope),
  },
  {
    name: 'threshold',
    group: 'Graph',
    description: 'A line at one value that has a name.',
    params: [needed('value', 'float'), may('label', 'string')],
    run: async (given, scope) => {
      const value = given.number(0, 'value');
      const name = given.text(1, 'label', String(value));
      return constantLine(value, scope).map((series) => ({ ...series, name }));
    },
  },
  {
    name: 'aggregateLine',
    group: 'Calculate',
    description: 'A line at what each series is as one number.',
    params: [list, may('func', 'aggFunc', 'average')],
    run: async (given, scope) => {
      const by = foldOf(given.text(1, 'func', 'average'));
      return (await given.series(0)).flatMap((series) => {
        const value = fold(by, series.values);
        const name = `aggregateLine(${series.name}, ${value})`;
        return value === null ? [] : constantLine(value, scope).map((line) => ({ ...line, name, expression: name }));
      });
    },
  },
  {
    name: 'seriesByTag',
    group: 'Special',
    description: "Series by tags: 'name=flow.entered', 'product=~M.*'.",
    params: [{ name: 'tagExpressions', type: 'string', required: true, multiple: true }],
    run: async (given, scope) => {
      const expressions = given.rest(0).map(String);
      const expression = `seriesByTag(${expressions.map((text) => `'${text}'`).join(',')})`;
      return (await seriesByTag(expressions, scope)).map((series) => ({ ...series, expression }));
    },
  },
  {
    name: 'consolidateBy',
    group: 'Special',
    description: 'How several points become one where a panel has no room.',
    params: [list, needed('consolidationFunc', 'string')],
    run: async (given) => {
      const said = given.text(1, 'consolidationFunc');
      const by = foldOf(said);
      return (await given.series(0)).map((series) => {
        const name = `consolidateBy(${series.name},"${said}")`;
        return { ...series, name, expression: name, consolidateBy: by };
      });
    },
  },
];
