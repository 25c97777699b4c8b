import { gitlab } from '../../../shared/plugins/gitlab/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(gitlab, samples);
