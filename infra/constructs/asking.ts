import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type EnvironmentOf, type FunctionName, logGroupOf } from '../../shared/contract/environment.ts';
import type { Settings } from '../settings.ts';

/** Tokens of connections live in secrets of this prefix and the connection's name. */
const secretPrefix = 'sluice/connections/';

/** The variables of a function that asks vendors. */
export const askingEnvironment = (
  settings: Settings,
): Pick<EnvironmentOf<'plan'>, 'SECRET_PREFIX' | 'ALLOW_PRIVATE_HOSTS'> => ({
  SECRET_PREFIX: secretPrefix,
  ...(settings.allowPrivateHosts ? { ALLOW_PRIVATE_HOSTS: 'true' } : {}),
});

const allowSecrets = (scope: Construct, grantee: IGrantable, ...actions: readonly string[]): void => {
  const secrets = { service: 'secretsmanager', resource: 'secret', resourceName: `${secretPrefix}*` };
  const arn = Stack.of(scope).formatArn({ ...secrets, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [arn] }));
};

/** Reading the tokens of connections, which are made after the deployment. */
export const grantSecrets = (scope: Construct, grantee: IGrantable): void =>
  allowSecrets(scope, grantee, 'secretsmanager:GetSecretValue');

/** Keeping the tokens of connections: a new secret, or a new version of one; never removing any. */
export const grantKeepSecrets = (scope: Construct, grantee: IGrantable): void =>
  allowSecrets(scope, grantee, 'secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue');

/** Asking the logs of some functions by CloudWatch Logs Insights. */
export const grantQueryLogs = (scope: Construct, grantee: IGrantable, functions: readonly FunctionName[]): void => {
  const groups = functions.map((name) =>
    Stack.of(scope).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${logGroupOf(name)}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  const allow = (action: string, resources: string[]) =>
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources }));
  allow('logs:StartQuery', groups);
  // The answer to a query is no resource of its own; its id is known to whoever asked.
  allow('logs:GetQueryResults', ['*']);
};
