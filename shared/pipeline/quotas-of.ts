import type { RunConnection } from '../contract/run.ts';
import type { PluginHead } from '../plugin-sdk/plugin.ts';
import type { Quotas } from '../plugin-sdk/quota.ts';

/** What a vendor allows where its plugin says nothing. */
const NO_QUOTAS: Quotas = { concurrency: 8 };

/** The limits of one credential of a connection. */
export const quotasOf = (
  plugin: PluginHead | undefined,
  { baseUrl }: Pick<RunConnection, 'baseUrl'>,
  token: string | null,
): Quotas => plugin?.quotas?.({ baseUrl, anonymous: token === null }) ?? NO_QUOTAS;
