import { streamsOf } from '../../plugin-sdk/define-stream.ts';
import { Project } from './scope.ts';
import { ScopeConfig } from './scope-config.ts';

/** Defines a stream of a GitLab project. */
export const defineStream = streamsOf({ scope: Project, config: ScopeConfig });

/** The largest page that GitLab gives. */
export const PER_PAGE = 100;
