import { Logger } from '@aws-lambda-powertools/logger';
import type { Tell } from '../pipeline/fact.ts';

/** One line a unit of work, in the past tense, as JSON; never a token, never a whole message. */
export const logger = new Logger({ serviceName: 'sluice' });

/** Writes what happened to work. */
export const tell: Tell = ({ message, ...details }) => logger.info(message, details);
