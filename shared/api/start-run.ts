import { places } from '../contract/places.ts';
import { RunRequest } from '../contract/run.ts';
import { ConflictError } from '../errors.ts';
import { toItem, toValue } from '../pipeline/deep-json.ts';
import { canonical } from '../pipeline/identity.ts';
import { runId } from '../pipeline/plan.ts';
import type { ApiPorts } from './app.ts';

/** Starts the run that a request is for, once, however often it is sent; answers the run's name. */
export async function startRun({ table, machine, clock }: ApiPorts, request: RunRequest): Promise<string> {
  const run = runId(request.trigger);
  const place = places.requested(run);
  // The request is kept first, so that the run can be asked for at once; then the machine is started.
  const item = toItem({ ...place, at: clock.now(), request: toValue(request) });
  // On the list of open runs from now on: should the machine not plan it, the sweeper starts it again.
  const isNew =
    (await table.transact([
      { kind: 'put', item, when: { absent: true } },
      { kind: 'put', item: places.open(run) },
    ])) === 'done';
  const stored = isNew ? request : RunRequest.parse((await table.get(place))?.request);
  if (canonical(stored) !== canonical(request))
    throw new ConflictError('this Idempotency-Key was used for another request; use a new one');
  await machine.start(run, 0, stored);
  return run;
}
