import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { People } from './fields.ts';

/** The pull request that a child stream is asked with. */
export const PullRequestInput = recordedInput(
  { id: ['GithubId', 'PullRequestId'], number: ['PullRequestNumber'] },
  z.object({ id: Id, number: z.number().int(), requestedReviewers: People }),
);
