import type { ApiPorts } from './app.ts';
import { connectionRoutes } from './config/connections.ts';
import { previewRoutes } from './config/preview.ts';
import { scopeConfigRoutes } from './config/resources.ts';
import { pluginRoutes } from './plugins.ts';
import type { Route } from './route.ts';
import { logRoutes } from './run-log.ts';

/** What needs whole plugins, the vendors, the secrets or the logs: deployed, a function of its own answers it. */
export const askingRoutes = (ports: Omit<ApiPorts, 'domain' | 'machine'>): readonly Route[] => [
  ...pluginRoutes(ports),
  ...connectionRoutes(ports),
  ...previewRoutes(ports),
  ...scopeConfigRoutes(ports),
  ...logRoutes(ports),
];
