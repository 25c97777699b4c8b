import { pagerduty } from '../../../shared/plugins/pagerduty/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(pagerduty, samples);
