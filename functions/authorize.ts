import { authenticator } from '../shared/api/auth/authenticate.ts';
import { oidcCallers, readOidcSettings } from '../shared/api/auth/oidc.ts';
import { apiKey } from '../shared/aws/api-key.ts';
import { dynamoClient, secretsClient } from '../shared/aws/clients.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { AuthorizeEnvironment } from '../shared/contract/environment.ts';
import { fetchSmall } from '../shared/http/fetch-small.ts';
import { authorizer } from '../shared/lambda/authorizer.ts';
import { patience } from '../shared/lambda/patience.ts';

const env = AuthorizeEnvironment.parse(process.env);
const table = dynamoTable({ ...patience, client: dynamoClient(), table: env.CONTROL_TABLE });
const firstKey = apiKey({ ...patience, client: secretsClient(), secret: env.API_KEY_SECRET });
const settings = readOidcSettings(env.OIDC);

/** Lets a request pass that shows a key or a token, and tells the API whose. */
export const handler = authorizer(
  authenticator({
    table,
    clock: patience.clock,
    firstKey,
    oidc: settings && oidcCallers(settings, { ...patience, ask: fetchSmall() }),
  }),
);
