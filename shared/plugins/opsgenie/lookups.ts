import * as z from 'zod';
import { defineLookup } from '../../plugin-sdk/lookup.ts';

/** What somebody is called, by their id. */
export const userNames = defineLookup('userNames', 'users', z.string());

/** What a team is called, by its id. */
export const teamNames = defineLookup('teamNames', 'teams', z.string());
