import * as z from 'zod';
import { Id } from '../../plugin-sdk/fields.ts';
import { People } from './fields.ts';

/** The issue that is asked about; recordings of DevLake name it by its number. */
export const IssueInput = z.object({ id: Id, iid: z.number().int() });

/** The merge request that is asked about, and who was asked to review it. */
export const MergeRequestInput = z.object({ id: Id, iid: z.number().int(), reviewers: People });

/** The pipeline that is asked about. */
export const PipelineInput = z.union([
  z.object({ pipelineId: Id }),
  z.object({ PipelineId: Id }).transform(({ PipelineId }) => ({ pipelineId: PipelineId })),
  z.object({ GitlabId: Id }).transform(({ GitlabId }) => ({ pipelineId: GitlabId })),
]);
