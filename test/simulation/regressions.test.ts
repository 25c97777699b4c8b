import { describe, expect, test } from 'vitest';
import { playSpec } from './play.ts';
import { regressions } from './regressions.ts';
import { scenarioNamed } from './scenario-named.ts';
import { argumentsOf } from './spec-text.ts';

describe('what failed once does not fail again', () => {
  test.each(regressions.map(({ spec, found }) => ({ spec, found, title: `${spec.scenario}, seed ${spec.seed}` })))(
    '$title: $found',
    async ({ spec }) => {
      const { violations } = await playSpec(scenarioNamed(spec.scenario), spec);

      expect(violations, `npm run simulate -- ${argumentsOf(spec)}`).toEqual([]);
    },
  );
});
