import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EnvironmentOf } from '../../shared/contract/environment.ts';
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

/** Reading the tokens of connections, which are made after the deployment. */
export const grantSecrets = (scope: Construct, grantee: IGrantable): void => {
  const secrets = { service: 'secretsmanager', resource: 'secret', resourceName: `${secretPrefix}*` };
  const arn = Stack.of(scope).formatArn({ ...secrets, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const read = new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
  grantee.grantPrincipal.addToPrincipalPolicy(read);
};
