import { App } from 'aws-cdk-lib';
import { sluice } from './sluice.ts';

const app = new App();
sluice(app);
app.synth();
