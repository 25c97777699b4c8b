import type { Quotas } from '../../plugin-sdk/quota.ts';

const MINUTE = 60;
const SIGNED_IN_PER_MINUTE = 2000;
const ANONYMOUS_PER_MINUTE = 500;
const CONCURRENCY = 12;

/** GitLab.com allows so many requests a minute, as the headers say; on a server of one's own limits are off by default. */
export function quotas({ baseUrl, anonymous }: { readonly baseUrl: string; readonly anonymous: boolean }): Quotas {
  const isCloud = new URL(baseUrl).hostname === 'gitlab.com';
  return {
    reported: {
      name: 'requests a minute',
      amount: !isCloud ? 0 : anonymous ? ANONYMOUS_PER_MINUTE : SIGNED_IN_PER_MINUTE,
      perSeconds: MINUTE,
      headers: {
        limit: 'ratelimit-limit',
        remaining: 'ratelimit-remaining',
        reset: 'ratelimit-reset',
        resetAs: 'epochSeconds',
      },
    },
    concurrency: CONCURRENCY,
  };
}
