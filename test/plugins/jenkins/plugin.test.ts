import { jenkins } from '../../../shared/plugins/jenkins/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(jenkins, samples);
