import type { Meter } from './meter.ts';
import { prices, VCPU_GB } from './prices.ts';

/** What one service costs. */
export interface Charge {
  readonly what: string;
  readonly dollars: number;
}

/** The bill of what was used, largest first. `cpuSeconds` of one vCPU are billed beside the time that was waited. */
export function billOf(used: Meter, cpuSeconds: number): readonly Charge[] {
  const { lambda, dynamo, s3, sqs, states, logs, xray } = prices;
  const gbSeconds = used.get('lambda gb-seconds') + cpuSeconds * VCPU_GB;
  const requests = used.get('sqs sends') + used.get('sqs receives and deletes');
  const charges: readonly Charge[] = [
    { what: 'DynamoDB writes', dollars: used.get('write units') * dynamo.writeUnit },
    { what: 'DynamoDB reads', dollars: used.get('read units') * dynamo.readUnit },
    {
      what: 'Lambda',
      dollars: gbSeconds * lambda.gbSecondArm + used.get('lambda invocations') * lambda.request,
    },
    { what: 'S3 requests', dollars: used.get('s3 PUT') * s3.put + used.get('s3 GET') * s3.get },
    { what: 'SQS', dollars: requests * sqs.request },
    { what: 'Step Functions', dollars: used.get('transitions') * states.transition },
    { what: 'X-Ray', dollars: used.get('traces') * xray.trace },
    { what: 'CloudWatch Logs', dollars: (used.get('log bytes') / 1e9) * logs.gb },
  ];
  return charges.toSorted((a, b) => b.dollars - a.dollars);
}

/** The sum of a bill. */
export const sumOf = (bill: readonly Charge[]): number => bill.reduce((sum, { dollars }) => sum + dollars, 0);
