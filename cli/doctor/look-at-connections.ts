import type { Configured } from '../../shared/config/configured.ts';
import { SluiceError } from '../../shared/errors.ts';
import { answerNow } from '../../shared/pipeline/ask-now.ts';
import { findConnection } from '../../shared/pipeline/plan.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import { plugins } from '../../shared/plugins/index.ts';
import type { openVendors } from '../local-runtime.ts';
import { tokensFrom } from '../tokens.ts';
import { bad, type DoctorFinding, good, warning } from './finding.ts';

/** More than this, and a limit that the vendor says to wait for is waited for wrongly. */
const SKEW = 60_000;

type Vendors = ReturnType<typeof openVendors>['ports'];

/** Whether each connection has a credential, the vendor takes it, and its clock agrees with ours. */
export async function lookAtConnections(
  vendors: Vendors,
  all: Configured,
  environment: NodeJS.ProcessEnv,
): Promise<readonly DoctorFinding[]> {
  const configured = all.connections.map(({ name, plugin }) => ({ name, plugin }));
  const fromEnvironment = [...plugins.keys()]
    .filter((plugin) => tokensFrom(environment, { plugin, name: plugin }).length > 0)
    .map((plugin) => ({ name: plugin, plugin }))
    .filter(({ name }) => !configured.some((each) => each.name === name));
  const connections = [...configured, ...fromEnvironment];
  if (connections.length === 0)
    return [
      warning(
        'connections',
        'there is none, and no token in the environment',
        'a public repository needs none; else export GITHUB_TOKEN=… or write sluice.yaml',
      ),
    ];
  const found = await Promise.all(connections.map((each) => lookAt(vendors, each)));
  return found.flat();
}

async function lookAt(
  vendors: Vendors,
  { name, plugin: of }: { name: string; plugin: string },
): Promise<readonly DoctorFinding[]> {
  const what = `connection ${of}@${name}`;
  const plugin = plugins.get(of);
  if (!plugin) return [bad(what, `there is no plugin "${of}"`, `sluice delete connection ${name}`)];
  try {
    const connection = await findConnection(vendors, plugin, name);
    const tokens = connection.tokens.length > 0 ? connection.tokens.map((token) => [token]) : [[]];
    const found = await Promise.all(tokens.map((only) => ask(vendors, { ...connection, tokens: only }, plugin, what)));
    return found.flat();
  } catch (cause) {
    return [refused(what, cause)];
  }
}

async function ask(
  vendors: Vendors,
  connection: Awaited<ReturnType<typeof findConnection>>,
  plugin: Plugin,
  what: string,
): Promise<readonly DoctorFinding[]> {
  const { check } = plugin;
  if (!check) return [warning(what, `${plugin.name} cannot be asked without a scope`, 'sluice sync will tell')];
  const token = connection.tokens[0];
  try {
    const { headers } = await answerNow(vendors, connection, plugin, check, token ?? 'no token');
    const says = `${connection.baseUrl} ${token === undefined ? 'answers without a token' : `takes ${token}`}`;
    const theirs = Date.parse(headers.date ?? '');
    const skew = Math.abs(vendors.clock.now() - theirs);
    return [
      token === undefined
        ? warning(what, says, 'without a token the limits are small and only public things are seen')
        : good(what, says),
      ...(skew > SKEW
        ? [
            warning(
              'clock',
              `this machine's clock is ${Math.round(skew / 1000)} s away from that of ${connection.baseUrl}`,
              'set the clock: timedatectl set-ntp true',
            ),
          ]
        : []),
    ];
  } catch (cause) {
    return [refused(what, cause)];
  }
}

function refused(what: string, cause: unknown): DoctorFinding {
  if (!(cause instanceof SluiceError)) throw cause;
  const remedy = {
    CredentialError: 'make a new token, and put it where the connection names it',
    UnreachableError: 'is the base URL right, and the network there? (VPN, proxy, DNS)',
    RateLimitedError: 'wait, or add a token',
  };
  const [, mend = 'correct it: sluice apply, or the environment'] =
    Object.entries(remedy).find(([name]) => name === cause.name) ?? [];
  return bad(what, cause.message, mend);
}
