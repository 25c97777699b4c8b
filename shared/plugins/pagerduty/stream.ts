import * as z from 'zod';
import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Service } from './scope.ts';

/** There is nothing to map: the words of PagerDuty are few and fixed. */
export const ScopeConfig = z.strictObject({});

/** Defines a stream of a PagerDuty service. */
export const defineStream = streamsOf({ scope: Service, config: ScopeConfig });

/** The largest page that PagerDuty gives. */
export const LIMIT = 100;
