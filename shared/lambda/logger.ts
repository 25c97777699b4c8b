import { Logger } from '@aws-lambda-powertools/logger';

/** One line a unit of work, in the past tense, as JSON; never a token, never a whole message. */
export const logger = new Logger({ serviceName: 'sluice' });
