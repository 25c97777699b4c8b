import type { Quotas } from '../../plugin-sdk/quota.ts';

const HOUR = 3600;
const SIGNED_IN_PER_HOUR = 5000;
const ANONYMOUS_PER_HOUR = 60;
const POINTS_PER_MINUTE = 900;
/** CPU time a minute, which GitHub says to estimate by the response time. */
const BUSY_SECONDS_PER_MINUTE = 90;
/** A hundred are allowed; a third of it leaves room for the owner's other tools and is fast enough at 100 ms each. */
const CONCURRENCY = 32;

/** Whether GitHub itself runs the server: an Enterprise Server has only the limits that its headers tell. */
function isCloud(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.github.com' || hostname.endsWith('.ghe.com');
}

/** The limits of one token: so many requests an hour, as the headers say, and a secondary limit a minute. */
export function quotas({ baseUrl, anonymous }: { readonly baseUrl: string; readonly anonymous: boolean }): Quotas {
  const cloud = isCloud(baseUrl);
  return {
    reported: {
      name: 'core',
      // 0 is no limit until headers tell one: on an Enterprise Server they are off unless somebody set them.
      amount: !cloud ? 0 : anonymous ? ANONYMOUS_PER_HOUR : SIGNED_IN_PER_HOUR,
      perSeconds: HOUR,
      headers: {
        limit: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        resetAs: 'epochSeconds',
      },
    },
    ...(cloud && {
      trailing: { name: 'points a minute', amount: POINTS_PER_MINUTE, perSeconds: 60 },
      busy: { seconds: BUSY_SECONDS_PER_MINUTE, perSeconds: 60 },
    }),
    concurrency: CONCURRENCY,
  };
}
