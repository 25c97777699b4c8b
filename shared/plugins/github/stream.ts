import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Repository } from './scope.ts';
import { ScopeConfig } from './scope-config.ts';

/** Defines a stream of a GitHub repository. */
export const defineStream = streamsOf({ scope: Repository, config: ScopeConfig });

/** The largest page that GitHub gives. */
export const PER_PAGE = 100;
