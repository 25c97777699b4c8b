import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpNoneAuthorizer, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** The functions of the API. */
export interface SluiceApiProps {
  readonly settings: Settings;
  readonly api: IFunction;
  /** Answers what is asked of the lake. */
  readonly query: IFunction;
  /** Asks others: vendors, secrets, logs. */
  readonly ask: IFunction;
  readonly authorize: IFunction;
  /** Answers the page's files. */
  readonly page: IFunction;
}

/** All of them, each by its name: the app knows what a path takes, and says so; a route for any would stand behind the page's. */
const methods = [
  HttpMethod.GET,
  HttpMethod.HEAD,
  HttpMethod.POST,
  HttpMethod.PUT,
  HttpMethod.PATCH,
  HttpMethod.DELETE,
  HttpMethod.OPTIONS,
];

/** Where the app answers: below its version, and where the first routes were before there was one. */
const answered = ['/api/v1/{proxy+}', '/runs', '/runs/{proxy+}', '/data', '/data/{proxy+}'];

/** What is asked of the lake, below `/api/v1`; a route that is named closer goes before the one that takes all. */
const asked: readonly [HttpMethod, string][] = [
  [HttpMethod.POST, '/api/v1/sql'],
  [HttpMethod.GET, '/api/v1/metrics'],
  [HttpMethod.GET, '/api/v1/metrics/{name}'],
  // Where `/data/{table}?format=parquet` leads to.
  [HttpMethod.GET, '/api/v1/data/{table}/parquet'],
  [HttpMethod.GET, '/data/{table}/parquet'],
];

/** What only others than the tables know; each of these goes before the route that takes all, too. */
const ofOthers: readonly [HttpMethod, string][] = [
  [HttpMethod.GET, '/api/v1/plugins'],
  [HttpMethod.GET, '/api/v1/plugins/{plugin}'],
  [HttpMethod.POST, '/api/v1/connections/{name}/check'],
  [HttpMethod.GET, '/api/v1/connections/{name}/discover'],
  [HttpMethod.GET, '/api/v1/connections/{name}/fields'],
  [HttpMethod.PUT, '/api/v1/connections/{name}/secret'],
  [HttpMethod.POST, '/api/v1/preview'],
  [HttpMethod.POST, '/api/v1/scope-configs'],
  [HttpMethod.PUT, '/api/v1/scope-configs/{name+}'],
  [HttpMethod.GET, '/api/v1/runs/{id}/logs'],
];

/** The HTTP API: each route asks the authorizer first, but for `/healthz` and the page's files. */
export class SluiceApi extends Construct {
  readonly http: HttpApi;
  readonly url: string;

  constructor(scope: Construct, props: SluiceApiProps) {
    super(scope, 'http');
    this.http = new HttpApi(this, 'api', { apiName: 'sluice', createDefaultStage: false });
    const authorizer = new HttpLambdaAuthorizer('authorizer', props.authorize, {
      authorizerName: 'caller',
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      // A key that was taken back is still good for so long.
      resultsCacheTtl: Duration.minutes(1),
    });
    const integration = new HttpLambdaIntegration('integration', props.api, { scopePermissionToRoute: false });
    for (const path of answered) this.http.addRoutes({ path, methods, integration, authorizer });
    const query = new HttpLambdaIntegration('query', props.query, { scopePermissionToRoute: false });
    for (const [method, path] of asked)
      this.http.addRoutes({ path, methods: [method], integration: query, authorizer });
    const ask = new HttpLambdaIntegration('ask', props.ask, { scopePermissionToRoute: false });
    for (const [method, path] of ofOthers)
      this.http.addRoutes({ path, methods: [method], integration: ask, authorizer });
    // Grafana's data source asks there.
    for (const path of ['/graphite/{proxy+}', '/api/v1/graphite/{proxy+}'])
      this.http.addRoutes({ path, methods, integration: query, authorizer });
    const open = { methods: [HttpMethod.GET], integration, authorizer: new HttpNoneAuthorizer() };
    this.http.addRoutes({ path: '/healthz', ...open });
    // The files of the page are anybody's; what it shows it asks with the reader's key.
    const page = new HttpLambdaIntegration('page', props.page, { scopePermissionToRoute: false });
    for (const path of ['/', '/{proxy+}']) this.http.addRoutes({ path, ...open, integration: page });
    this.url = this.http.addStage('stage', {
      stageName: '$default',
      autoDeploy: true,
      // Ten people at a dashboard; a loop gone wild is told to slow down before it costs anything.
      throttle: { rateLimit: 50, burstLimit: 100 },
      detailedMetricsEnabled: true,
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLogs(props.settings)) },
    }).url;
  }

  private accessLogs(settings: Settings): LogGroup {
    return new LogGroup(this, 'access-logs', {
      logGroupName: '/aws/vendedlogs/apis/sluice',
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
