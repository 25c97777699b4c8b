import { appOf } from '../shared/api/app-of.ts';
import { askingRoutes } from '../shared/api/asking.ts';
import { askingPorts } from '../shared/aws/asking-ports.ts';
import { deployedConnections } from '../shared/config/stored-connections.ts';
import { AskEnvironment } from '../shared/contract/environment.ts';
import { createVendor } from '../shared/http/vendor-client.ts';
import { httpHandler } from '../shared/lambda/http-handler.ts';
import { answerUntil } from '../shared/lambda/invocation.ts';
import { patience } from '../shared/lambda/patience.ts';
import { plugins } from '../shared/plugins/index.ts';

const env = AskEnvironment.parse(process.env);
const { connections, ...there } = askingPorts(patience, env);
const { secrets, settings } = deployedConnections({ ...patience, ...connections, table: there.table });
const vendor = createVendor({
  secrets,
  plugins,
  allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS,
  userAgent: 'sluice',
  // A page that a person asks for, kept beside others while a mapping is tried.
  caps: { decodedBytes: 16 * 2 ** 20 },
});
const vendors = { ...patience, vendor, settings, until: answerUntil };
const ports = { ...patience, ...there, plugins, vendors };

/** Answers what only others than the tables know: the vendors, the secrets, the logs, the plugins' code. */
export const handler = httpHandler(appOf(ports, askingRoutes(ports)));
