import { createHash } from 'node:crypto';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { MachinePort } from '../pipeline/ports.ts';
import { callOptions, nameOf, type Patience, persist } from './patience.ts';

/** Props of the state machine. */
export interface SfnMachineProps extends Patience {
  readonly client: SFNClient;
  readonly machineArn: string;
}

const LONGEST_NAME = 80;

/** The state machine in Step Functions: a run and generation that it knows already is not started again. */
export function sfnMachine(props: SfnMachineProps): MachinePort {
  return {
    start: async (run, generation, request) => {
      const command = new StartExecutionCommand({
        stateMachineArn: props.machineArn,
        name: executionName(run, generation),
        input: JSON.stringify(request ?? { run }),
      });
      try {
        await persist(`starting run "${run}"`, props, async () => ({
          answer: await props.client.send(command, callOptions(props)),
        }));
      } catch (cause) {
        if (nameOf(cause) !== 'ExecutionAlreadyExists') throw cause;
      }
    },
  };
}

/** The execution's name: `<run>-<generation>`, with a hash where characters had to be replaced or cut off. */
export function executionName(run: string, generation: number): string {
  const suffix = `-${generation}`;
  const plain = run.replace(/[^A-Za-z0-9_-]/g, '-');
  if (plain === run && run.length + suffix.length <= LONGEST_NAME) return run + suffix;
  const hash = createHash('sha256').update(run).digest('hex').slice(0, 16);
  return `${plain.slice(0, LONGEST_NAME - suffix.length - hash.length - 1)}-${hash}${suffix}`;
}
