import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Board } from './scope.ts';
import { ScopeConfig } from './scope-config.ts';

/** Defines a stream of a Jira board. */
export const defineStream = streamsOf({ scope: Board, config: ScopeConfig });
