import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { People } from './fields.ts';

const Ours = z.object({ id: Id, number: z.number().int(), requestedReviewers: People });
/** DevLake's recordings name the same two things so. */
const Recorded = z
  .object({ GithubId: Id, Number: z.number().int() })
  .transform(({ GithubId, Number: number }) => ({ id: GithubId, number, requestedReviewers: [] }));

/** The pull request that a child stream is asked with. */
export const PullRequestInput = z.union([Ours, Recorded]);
