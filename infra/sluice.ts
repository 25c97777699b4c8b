import { type App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledge } from './acknowledgements.ts';
import { settingsOf } from './settings.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { SyncStack } from './stacks/sync-stack.ts';

/** The three stacks of Sluice, checked by cdk-nag when they are synthesized. */
export interface Sluice {
  readonly data: DataStack;
  readonly sync: SyncStack;
  readonly api: ApiStack;
}

/** Put Sluice into an app; the stacks are for whichever account and region they are deployed to. */
export const sluice = (app: App): Sluice => {
  const settings = settingsOf(app.node);
  const data = new DataStack(app, 'sluice-data', { settings, terminationProtection: true });
  const sync = new SyncStack(app, 'sluice-sync', { settings, data });
  const { alarms, machine, schedules } = sync;
  const api = new ApiStack(app, 'sluice-api', { settings, data, machine, schedules, alarms });
  acknowledge({ data, sync, api });
  Aspects.of(app).add(new AwsSolutionsChecks());
  return { data, sync, api };
};
