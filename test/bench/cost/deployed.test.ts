import { expect, test } from 'vitest';
import { FUNCTIONS } from '../../../bench/cost/deployed.ts';
import { resourcesOf, synthesized } from '../../infra/synthesized.ts';

test('the bench bills the functions at the memory and timeout that they are deployed with', () => {
  const functions = resourcesOf(synthesized().all, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);

  for (const [name, { memoryGb, timeoutSeconds }] of Object.entries(FUNCTIONS)) {
    const deployed = functions.find(({ FunctionName }) => FunctionName === `sluice-${name}`);
    expect(deployed, name).toMatchObject({
      MemorySize: memoryGb * 1024,
      Timeout: timeoutSeconds,
      Architectures: ['arm64'],
    });
  }
});
