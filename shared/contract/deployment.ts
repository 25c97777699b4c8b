import * as z from 'zod';

/**
 * What CloudFormation sends to the function behind a custom resource, as far as it is needed to answer.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export const DeploymentRequest = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url({ protocol: /^https?$/ }),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  /** `config`: what is to be configured, as JSON. */
  ResourceProperties: z.object({ config: z.string().exactOptional() }).default({}),
});
export type DeploymentRequest = z.infer<typeof DeploymentRequest>;

/** The answer that a deployment waits for; `FAILED` takes everything back to the version before. */
export interface DeploymentAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}
