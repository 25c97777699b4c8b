import { jira } from '../../../shared/plugins/jira/plugin.ts';
import { type Given, mapObjects } from '../../support/map-objects.ts';
import { board } from './samples.ts';

/** The rows that API objects become on a board; in the cloud where that is said. */
export const convert = (given: Given, config: unknown = {}, scope: unknown = board) =>
  mapObjects(jira, scope, given, { config });

/** The targets that a stream asks for first. */
export const request = (
  stream: string,
  given: Readonly<Record<string, unknown>> = {},
  scope: unknown = board,
  config: unknown = {},
) =>
  jira.streams
    ?.find(({ name }) => name === stream)
    ?.bind({ connection: '1', scope, config })
    .first({ now: '2026-11-01T00:00:00.000Z', ...given })
    .map(({ target }) => decodeURIComponent(target.replaceAll('+', ' ')));
