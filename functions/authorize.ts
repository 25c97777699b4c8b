import { apiKey } from '../shared/aws/api-key.ts';
import { secretsClient } from '../shared/aws/clients.ts';
import { AuthorizeEnvironment } from '../shared/contract/environment.ts';
import { authorizer } from '../shared/lambda/authorizer.ts';
import { patience } from '../shared/lambda/patience.ts';

const env = AuthorizeEnvironment.parse(process.env);

/** Lets a request pass whose bearer key is the one in the secret. */
export const handler = authorizer(apiKey({ ...patience, client: secretsClient(), secret: env.API_KEY_SECRET }));
