import { expect, test } from 'vitest';
import { plainLine } from '../../shared/aws/insights.ts';

const FACT = { run: 'r-1', connection: 'github/github', items: ['i-1'], attempt: 1 };
const AT = '2026-01-01T00:00:00.000Z';

test("a function's line is what a local run writes", () => {
  const logged = {
    level: 'INFO',
    message: 'requests sent',
    timestamp: AT,
    service: 'sluice',
    cold_start: true,
    function_arn: 'arn:aws:lambda:eu-west-1:1:function:sluice-collect',
    function_memory_size: '512',
    function_name: 'sluice-collect',
    function_request_id: 'q-1',
    sampling_rate: 0,
    xray_trace_id: '1-2-3',
    ...FACT,
  };

  expect(plainLine(`${JSON.stringify(logged)}\n`, 'r-1')).toBe(
    JSON.stringify({ timestamp: AT, message: 'requests sent', ...FACT }),
  );
});

test.each([
  ['of another run', JSON.stringify({ timestamp: AT, message: 'requests sent', ...FACT, run: 'r-10' })],
  ['that is no fact', 'END RequestId: q-1 of r-1'],
  ['that was cut off', '{"timestamp":"2026", "run":"r-1"'],
])('a line %s is left out', (_, line) => {
  expect(plainLine(line, 'r-1')).toBeUndefined();
});
