import { opsgenie } from '../../../shared/plugins/opsgenie/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(opsgenie, samples);
