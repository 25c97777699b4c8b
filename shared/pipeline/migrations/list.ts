import type { Migration } from '../migration.ts';
import { runsKeepTheirRequest } from './runs-keep-their-request.ts';
import { toolObjectsBySegment } from './tool-objects-by-segment.ts';

/** Every migration there is, in the order in which they are applied; none is ever taken out or changed. */
export const migrations: readonly Migration[] = [runsKeepTheirRequest, toolObjectsBySegment];
