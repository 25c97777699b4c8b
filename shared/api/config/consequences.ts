import { configStore } from '../../config/config-store.ts';
import { readConfigured } from '../../config/configured.ts';
import { flawsOfWriting, namesOfReferrers, referrersOf } from '../../config/referrers.ts';
import { rescheduleProject, rescheduleWritten } from '../../config/reschedule.ts';
import type { KindName, Named, ResourceKind } from '../../config/resources.ts';
import { ConflictError, InvalidInputError } from '../../errors.ts';
import { deriveNext } from '../../pipeline/projects.ts';
import type { ApiPorts } from '../app.ts';

/** What is looked at before something configured is written or removed, and done after it. */
type Ports = Pick<ApiPorts, 'table' | 'clock' | 'schedules'>;

/** @throws InvalidInputError where what it names is not there, ConflictError where it is another's to write */
export async function checkWriting<T extends Named>(ports: Ports, kind: ResourceKind<T>, resource: T): Promise<void> {
  const [flaw] = flawsOfWriting(await readConfigured(configStore(ports)), kind, resource);
  const isOwn = flaw?.kind === kind.name && flaw.name === resource.name;
  if (flaw) throw new InvalidInputError(isOwn ? flaw.message : `${flaw.kind}.${flaw.name}: ${flaw.message}`, flaw.path);
}

/** @throws ConflictError where a schedule of that name is the deployment's own */
export async function checkOwner({ schedules }: Ports, kind: KindName, name: string): Promise<void> {
  if (kind === 'blueprints' && (await schedules?.isForeign(name)))
    throw new ConflictError(
      `the blueprint "${name}" is one of cdk.json: take it out there and deploy, or choose another name`,
    );
}

/** @throws ConflictError where something names it */
export async function checkRemoving(ports: Ports, { name: kind, one }: { name: KindName; one: string }, name: string) {
  const found = referrersOf(await readConfigured(configStore(ports)), kind, name);
  if (found.length > 0)
    throw new ConflictError(
      `the ${one} "${name}" is used by ${namesOfReferrers(found)}: delete or change that first, or send ?anyway=true`,
    );
}

/** Before a blueprint is removed, nothing is started by it any more; should it stay, `follow` puts its schedule back. */
export async function precede({ schedules }: Ports, kind: KindName, name: string): Promise<void> {
  if (kind === 'blueprints') await schedules?.remove(name);
}

/** After something was written or removed: a project is derived by the next run, schedules become what is stored. */
export async function follow({ schedules, ...ports }: Ports, kind: KindName, name: string): Promise<void> {
  if (kind === 'projects') await deriveNext(ports.table, name);
  if (!schedules) return;
  if (kind === 'blueprints') await rescheduleWritten({ ...ports, schedules }, name);
  if (kind === 'projects') await rescheduleProject({ ...ports, schedules }, name);
}
