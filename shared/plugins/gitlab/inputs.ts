import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';
import { People } from './fields.ts';

/** The issue that is asked about. */
export const IssueInput = recordedInput(
  { id: ['GitlabId', 'IssueId'], iid: ['IssueIid'] },
  z.object({ id: Id, iid: z.number().int() }),
);

/** The merge request that is asked about, and who was asked to review it. */
export const MergeRequestInput = recordedInput(
  { id: ['GitlabId', 'MergeRequestId'], iid: ['MergeRequestIid'] },
  z.object({ id: Id, iid: z.number().int(), reviewers: People }),
);

/** The pipeline that is asked about. */
export const PipelineInput = recordedInput({ pipelineId: ['GitlabId', 'Id'] }, z.object({ pipelineId: Id }));
