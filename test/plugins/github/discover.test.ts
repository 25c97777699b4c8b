import { expect, test } from 'vitest';
import { discover } from '../../../shared/plugins/github/discover.ts';

const orchard = { id: 4711, full_name: 'octo/orchard' };

test.each([
  [undefined, ['/user/repos'], [orchard]],
  ['octo', ['/orgs/octo/repos', '/users/octo/repos'], [orchard]],
  ['@installation', ['/installation/repositories'], { total_count: 1, repositories: [orchard] }],
])('repositories of %s are listed', (filter, paths, answer) => {
  expect(discover.first(filter).map(({ target }) => target.split('?')[0])).toEqual(paths);
  expect(discover.read(answer)).toEqual([{ id: '4711', name: 'octo/orchard' }]);
});
