import * as z from 'zod';
import { defineLookup } from '../../plugin-sdk/lookup.ts';

/** What a type of stories is called, by its id. */
export const typeName = defineLookup('typeName', 'workitem_types', z.string());

/** What a status of stories is called, by its key. */
export const storyStatusName = defineLookup('storyStatusName', 'story_status', z.string());
/** The same of bugs. */
export const bugStatusName = defineLookup('bugStatusName', 'bug_status', z.string());

/** Whether a status of stories is one that nothing follows, by its key and by what it is called. */
export const storyLastStep = defineLookup('storyLastStep', 'story_status_last_steps', z.literal(true));
/** The same of bugs. */
export const bugLastStep = defineLookup('bugLastStep', 'bug_status_last_steps', z.literal(true));

/** The id of an iteration by its name, and by its name in a month in which it went on. */
export const iterationNamed = defineLookup('iterationNamed', 'iterations', z.string());
