import type { Quotas } from '../../plugin-sdk/quota.ts';

const MINUTE = 60;
/** TAPD tells no limit before it is met. Most accounts have 1,800 requests in ten minutes; when another is told, that holds. */
const REQUESTS_PER_MINUTE = 180;
const CONCURRENCY = 4;

/** The limit of an API account, which all its workspaces share. */
export const quotas = (): Quotas => ({
  trailing: { name: 'requests a minute', amount: REQUESTS_PER_MINUTE, perSeconds: MINUTE },
  concurrency: CONCURRENCY,
});
