import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Workspace } from './scope.ts';
import { ScopeConfig } from './scope-config.ts';

/** Defines a stream of a TAPD workspace. */
export const defineStream = streamsOf({ scope: Workspace, config: ScopeConfig });
