import { github } from '../../../shared/plugins/github/plugin.ts';
import { type Given, mapObjects } from '../../support/map-objects.ts';
import { repository } from './samples.ts';

/** The rows that API objects of the sample repository become. */
export const convert = (given: Given, config: unknown = {}, connection = '1') =>
  mapObjects(github, repository, given, { config, connection });
