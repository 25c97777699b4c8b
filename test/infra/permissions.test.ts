import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TELLING } from '../../shared/aws/run-log.ts';
import { logGroupOf } from '../../shared/contract/environment.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

const list = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])]);
const Policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.string(),
        Action: list(z.string()),
        Resource: list(z.json()),
        Condition: z.json().optional(),
      }),
    ),
  }),
});

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized();
});

const statements = () =>
  resourcesOf(templates.all, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
    Policy.parse(Properties).PolicyDocument.Statement.map((statement) => ({ id, ...statement })),
  );

const actionsOf = (role: string) =>
  statements()
    .filter(({ id }) => id.includes(`${role}roleDefaultPolicy`))
    .flatMap(({ Action }) => Action);

describe('a role', () => {
  test('names each action that it allows', () => {
    expect(statements().length).toBeGreaterThan(20);
    for (const { id, Action } of statements()) {
      for (const action of Action) expect(action, id).not.toContain('*');
    }
  });

  test('allows everything on no resource, but for tracing, the delivery of logs, and answers to queries of logs', () => {
    const open = statements().filter(({ Resource }) => Resource.includes('*'));

    for (const { id, Action } of open) {
      if (id.includes('askroleDefaultPolicy')) {
        expect(Action).toEqual(['logs:GetQueryResults']);
        continue;
      }
      expect(id).toMatch(/^runRoleDefaultPolicy/);
      for (const action of Action) expect(action).toMatch(/^(logs|xray):/);
    }
  });

  test('of a stage may not send messages, as a worker never feeds its own queue', () => {
    for (const stage of ['collect', 'extract', 'convert']) expect(actionsOf(stage)).not.toContain('sqs:SendMessage');
    expect(actionsOf('dispatch')).toContain('sqs:SendMessage');
  });

  test('reads the tokens of connections only where requests are made', () => {
    const readers = ['plan', 'dispatch', 'collect', 'extract', 'convert', 'finish', 'sweep', 'api', 'ask', 'query'];

    expect(readers.filter((name) => actionsOf(name).includes('secretsmanager:GetSecretValue'))).toEqual([
      'plan',
      'collect',
      'ask',
    ]);
  });

  test('keeps tokens of connections only where they are sent to, and no other secret, and removes none', () => {
    const secrets = statements().filter(({ Action }) => Action.some((action) => action.startsWith('secretsmanager:')));
    const kept = secrets.filter(({ Action }) => Action.includes('secretsmanager:PutSecretValue'));

    expect(kept.map(({ id }) => id.includes('askroleDefaultPolicy'))).toEqual([true]);
    expect(kept[0]?.Action.toSorted()).toEqual(
      ['CreateSecret', 'GetSecretValue', 'PutSecretValue'].map((name) => `secretsmanager:${name}`),
    );
    expect(JSON.stringify(kept[0]?.Resource)).toContain(':secret:sluice/connections/*');
    expect(secrets.flatMap(({ Action }) => Action)).not.toContain('secretsmanager:DeleteSecret');
  });

  test('reads the logs of the functions that work, and of no other', () => {
    const [query, ...more] = statements().filter(({ Action }) => Action.includes('logs:StartQuery'));
    const groups = [...JSON.stringify(query?.Resource).matchAll(/log-group:(\/sluice\/\w+):\*/g)].map(
      ([, name]) => name,
    );

    expect(more).toEqual([]);
    expect(query?.id).toContain('askroleDefaultPolicy');
    expect(groups.toSorted()).toEqual(TELLING.map(logGroupOf).toSorted());
  });

  test('makes schedules of one group only, where blueprints are kept, and hands on the role of the scheduler alone', () => {
    const makers = statements().filter(({ Action }) => Action.some((action) => action.startsWith('scheduler:')));
    const passing = statements().filter(({ Action }) => Action.includes('iam:PassRole'));

    for (const found of [makers, passing])
      expect(found.map(({ id }) => /(migrate|api)roleDefaultPolicy/.exec(id)?.[1]).sort()).toEqual(['api', 'migrate']);
    for (const { Action, Resource } of makers) {
      expect(Action).toEqual(['Create', 'Delete', 'Get', 'Update'].map((verb) => `scheduler:${verb}Schedule`));
      expect(JSON.stringify(Resource)).toMatch(/:schedule\/sluice\/\*"/);
    }
    for (const { Resource, Condition } of passing) {
      expect(JSON.stringify(Resource)).toMatch(/schedulesrole/);
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    }
  });

  test('to start what is scheduled is to start the machine, or to say that it could not be', () => {
    const ours = statements().filter(({ id }) => id.includes('schedulesroleDefaultPolicy'));

    expect(ours.flatMap(({ Action }) => Action)).toEqual(['states:StartExecution', 'sqs:SendMessage']);
  });

  test('deletes no object and scans no table', () => {
    const actions = statements().flatMap(({ Action }) => Action);

    for (const action of actions) expect(action).not.toMatch(/^s3:Delete|^dynamodb:(Scan|DeleteTable)/);
  });

  test('tags objects only to sweep, and only answers and what was made of them', () => {
    const tagging = statements().filter(({ Action }) => Action.some((action) => action.includes('Tagging')));

    expect(new Set(tagging.map(({ id }) => id.includes('sweeproleDefaultPolicy')))).toEqual(new Set([true]));
    for (const { Resource } of tagging) expect(JSON.stringify(Resource)).toMatch(/\/(raw|tool|lake)\/\*/);
  });

  test('writes files of the lake only to publish', () => {
    const writers = statements().filter(
      ({ Action, Resource }) => Action.includes('s3:PutObject') && JSON.stringify(Resource).includes('/lake/'),
    );

    expect(writers.map(({ id }) => id.includes('convertroleDefaultPolicy'))).toEqual([true]);
  });

  test('answers questions by reading: the control table and the lake; and writes answers, and nothing else', () => {
    const ours = statements().filter(({ id }) => id.includes('queryroleDefaultPolicy'));
    const objects = ours.filter(({ Action }) => Action.includes('s3:GetObject'));
    const writing = ours.filter(({ Action }) => Action.some((action) => /^s3:(Put|Abort)/.test(action)));

    expect(new Set(ours.flatMap(({ Action }) => Action))).toEqual(
      new Set([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        's3:AbortMultipartUpload',
      ]),
    );
    expect(objects).toHaveLength(1);
    expect(JSON.stringify(objects[0]?.Resource)).toMatch(/\/lake\/\*/);
    expect(writing.length).toBeGreaterThan(0);
    for (const { Resource } of writing) expect(JSON.stringify(Resource).match(/\/\w+\/\*/g)).toEqual(['/answers/*']);
    expect(JSON.stringify(ours)).not.toContain('domain');
  });

  test('reads large bodies where records are enriched and shown', () => {
    const readers = statements().filter(
      ({ Action, Resource }) => Action.includes('s3:GetObject') && JSON.stringify(Resource).includes('/body/'),
    );

    expect(readers.some(({ id }) => id.includes('convertroleDefaultPolicy'))).toBe(true);
  });

  test('writes domain records only to convert and enrich them', () => {
    const writers = statements().filter(
      ({ Action, Resource }) => Action.includes('dynamodb:PutItem') && JSON.stringify(Resource).includes('domain'),
    );

    expect(writers.map(({ id }) => id.includes('convertroleDefaultPolicy'))).toEqual([true]);
  });
});
