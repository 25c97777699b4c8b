import { pick, words } from './seeded.ts';
import { minute } from './world.ts';

const LOGINS = ['ada', 'grace', 'linus', 'margaret', 'dennis', 'barbara', 'ken', 'radia'] as const;
const BOT = 'harvest-bot[bot]';
const API = 'https://api.github.com';

/** Everybody there is. */
export const logins: readonly string[] = [...LOGINS, BOT];

const typeOf = (login: string): string => (login === BOT ? 'Bot' : 'User');

/** Somebody, as other objects mention them. */
export function person(login: string) {
  const url = `${API}/users/${login}`;
  return {
    login,
    id: 1000 + logins.indexOf(login),
    node_id: `U_${login}`,
    avatar_url: `https://avatars.example.com/${login}`,
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: typeOf(login),
    site_admin: false,
  };
}

/** Somebody whom the seed names. */
export const someone = (seed: string) => person(logins[pick(seed, logins.length)] ?? BOT);

/** The answer of `/users/:login`; undefined when there is nobody of that name. */
export function account(login: string) {
  if (!logins.includes(login)) return undefined;
  return { ...person(login), name: words(login, 2), email: null, created_at: minute(0), updated_at: minute(1) };
}
