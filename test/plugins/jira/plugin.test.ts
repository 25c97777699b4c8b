import { jira } from '../../../shared/plugins/jira/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(jira, samples);
