import { expect, test } from 'vitest';
import { play } from './play.ts';
import { tokenExpiresAt } from './scenarios-of-runs.ts';
import { smallSize } from './sizes.ts';

/** Requests of a second sync of this world: resolved scopes, lists, children. */
const REQUESTS = 16;

test('a token may expire at any request, and nothing is lost when there is a new one', async () => {
  const size = smallSize({ streams: ['issues', 'comments', 'people'], issues: 4 }, 0);

  for (let request = 0; request < REQUESTS; request += 1) {
    const { violations } = await play(tokenExpiresAt(request), 1, { size });

    expect(violations, `expired at request ${request}`).toEqual([]);
  }
});
