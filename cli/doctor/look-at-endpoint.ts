import * as z from 'zod';
import { connections } from '../../shared/config/resources.ts';
import { SluiceError } from '../../shared/errors.ts';
import { type ApiClient, apiClient } from '../../shared/http/api-client.ts';
import { remoteConfig } from '../config/remote-config.ts';
import { type TargetOptions, targetOf } from '../target.ts';
import { bad, type DoctorFinding, good, warning } from './finding.ts';

const Me = z.object({ name: z.string(), role: z.string() });
const Checked = z.object({ credentials: z.array(z.object({ ok: z.boolean(), reason: z.string() })) });

/** A deployed Sluice that is meant here: whether it takes the key, and its vendors take its credentials. */
export async function lookAtEndpoint(
  given: TargetOptions & { readonly offline?: boolean },
): Promise<readonly DoctorFinding[]> {
  const remedy = 'sluice keys create makes a key; SLUICE_ENDPOINT and SLUICE_API_KEY name both';
  try {
    const target = targetOf(given, process.env);
    if (!target) return [];
    const call = apiClient(target);
    const me = Me.safeParse(await (await call({ path: '/me' })).json());
    if (!me.success)
      return [bad('endpoint', `${target.endpoint} does not answer as Sluice does`, 'is the endpoint right?')];
    const { name, role } = me.data;
    const found = good('endpoint', `${target.endpoint} takes the key "${name}", whose role is ${role}`);
    return given.offline ? [found] : [found, ...(await lookAtTheirs(call, role))];
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    return [bad('endpoint', cause.message, remedy)];
  }
}

/** The connections that are configured there, as the deployed Sluice reaches them. */
async function lookAtTheirs(call: ApiClient, role: string): Promise<readonly DoctorFinding[]> {
  if (role === 'reader')
    return [warning('endpoint', 'its connections were not looked at', 'that takes the key of an operator')];
  const found: DoctorFinding[] = [];
  for (const { name } of await remoteConfig(call).list(connections)) {
    const what = `connection ${name} there`;
    const remedy = `put its token into the secret sluice/connections/${name}, or connect it anew on the page; sluice get connection ${name} shows it`;
    try {
      const answer = await call({ method: 'POST', path: `/connections/${encodeURIComponent(name)}/check`, body: {} });
      const refused = Checked.parse(await answer.json()).credentials.filter(({ ok }) => !ok);
      for (const { reason } of refused) found.push(bad(what, reason, remedy));
      if (refused.length === 0) found.push(good(what, 'the vendor takes its credentials'));
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      found.push(bad(what, cause.message, remedy));
    }
  }
  return found;
}
