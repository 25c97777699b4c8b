import { expect, test } from 'vitest';
import { scope } from '../../../shared/plugins/jira/scope.ts';

test('a board that answers anew keeps what was found out about its product, its filter and the zone of its times', () => {
  const { complete } = scope;
  const board = { id: 8, name: 'Board', self: 'https://a.example/rest/agile/1.0/board/8', type: 'scrum' };
  const answers = [{ deploymentType: 'Cloud' }, { timeZone: 'Asia/Shanghai' }, { filter: { id: 77 } }];
  const first = complete?.read(scope.read(board), answers);

  const renamed = complete?.keep(scope.read({ ...board, name: 'Renamed' }), first?.data);

  expect(renamed).toMatchObject({
    id: '8',
    data: { name: 'Renamed', deployment: 'Cloud', timeZone: 'Asia/Shanghai', filterId: '77' },
  });
});
