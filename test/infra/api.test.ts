import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { askingRoutes } from '../../shared/api/asking.ts';
import { apiWorld } from '../api/world.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized();
});

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const all = (path: string) => methods.map((method) => `${method} ${path}`);

const paths = ['/api/v1/{proxy+}', '/runs', '/runs/{proxy+}', '/data', '/data/{proxy+}'].flatMap(all);

const asked = [
  'POST /api/v1/sql',
  'GET /api/v1/metrics',
  'GET /api/v1/metrics/{name}',
  'GET /api/v1/data/{table}/parquet',
  'GET /data/{table}/parquet',
  ...['/graphite/{proxy+}', '/api/v1/graphite/{proxy+}'].flatMap(all),
];

const ofOthers = [
  'GET /api/v1/plugins',
  'GET /api/v1/plugins/{plugin}',
  'POST /api/v1/connections/{name}/check',
  'GET /api/v1/connections/{name}/discover',
  'GET /api/v1/connections/{name}/fields',
  'PUT /api/v1/connections/{name}/secret',
  'POST /api/v1/preview',
  'POST /api/v1/scope-configs',
  'PUT /api/v1/scope-configs/{name+}',
  'GET /api/v1/runs/{id}/logs',
];

/** Says that the API is up; the page's files, which hold nothing of anybody. */
const open = ['GET /healthz', 'GET /', 'GET /{proxy+}'];

describe('the API', () => {
  test('has everything under /api/v1 and /graphite, the first routes plain, and the page elsewhere', () => {
    const routes = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );

    expect(routes.sort()).toEqual([...paths, ...asked, ...ofOthers, ...open].sort());
  });

  test('asks the authorizer on each route but healthz and the files of the page', () => {
    const routes = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

    const closedNot = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM');
    expect(closedNot.map(({ RouteKey }) => RouteKey).sort()).toEqual([...open].sort());
    const guarded = routes.filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM');
    for (const { AuthorizerId } of guarded) expect(AuthorizerId).toBeDefined();
  });

  test('has an authorizer with simple responses that reads the Authorization header', () => {
    templates.api.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
      IdentitySource: ['$request.header.Authorization'],
    });
    templates.api.allResourcesProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  test.each([
    ['query', asked, 'what is asked of the lake'],
    ['ask', ofOthers, 'what only others than the tables know'],
  ])('asks the function %s for %s', (name, its) => {
    const of = (type: string) =>
      JSON.stringify(resourcesOf([templates.api], type).map(([id, { Properties }]) => [id, Properties]));
    const routes = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    const [integration] = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Integration').filter(([, { Properties }]) =>
      JSON.stringify(Properties.IntegrationUri).includes(`"${name}`),
    );

    expect(of('AWS::Lambda::Function')).toContain(`sluice-${name}`);
    const targets = routes.filter(({ Target }) => JSON.stringify(Target).includes(integration?.[0] ?? 'nothing'));
    expect(targets.map(({ RouteKey }) => RouteKey).sort()).toEqual([...its].sort());
  });

  test('asks the function that asks others only for what its app answers', () => {
    const app = askingRoutes(apiWorld().ports).map(({ method, path }) => `${method.toUpperCase()} /api/v1${path}`);

    expect(ofOthers.filter((route) => !app.includes(route))).toEqual([]);
  });

  test('throttles, and logs who called', () => {
    templates.api.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      AccessLogSettings: { DestinationArn: Match.anyValue() },
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });
});
