import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { resourcesOf, synthesized } from './synthesized.ts';

let templates: ReturnType<typeof synthesized>;
beforeAll(() => {
  templates = synthesized();
});

const paths = [
  'POST /runs',
  'GET /runs',
  'GET /runs/{id}',
  'POST /runs/{id}/cancel',
  'POST /runs/{id}/retry',
  'GET /data/{table}',
];

describe('the API', () => {
  test('has everything under /api/v1 and /graphite, and the first routes plain', () => {
    const routes = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );

    const proxied = ['GET', 'POST', 'PUT', 'DELETE'].flatMap((method) => [
      `${method} /api/v1/{proxy+}`,
      `${method} /graphite/{proxy+}`,
    ]);
    expect(routes.sort()).toEqual([...paths, ...proxied, 'GET /healthz'].sort());
  });

  test('asks the authorizer on each route but healthz', () => {
    const routes = resourcesOf([templates.api], 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM');
    expect(open.map(({ RouteKey }) => RouteKey)).toEqual(['GET /healthz']);
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

  test('throttles, and logs who called', () => {
    templates.api.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      AccessLogSettings: { DestinationArn: Match.anyValue() },
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });
});
