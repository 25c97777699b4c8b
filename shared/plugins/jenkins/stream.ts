import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Job } from './scope.ts';
import { ScopeConfig } from './scope-config.ts';

/** Defines a stream of a Jenkins job. */
export const defineStream = streamsOf({ scope: Job, config: ScopeConfig });
