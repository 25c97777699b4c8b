import { tapd } from '../../../shared/plugins/tapd/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(tapd, samples);
