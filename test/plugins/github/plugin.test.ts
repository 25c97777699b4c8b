import { github } from '../../../shared/plugins/github/plugin.ts';
import { pluginConformance } from '../../support/plugin-conformance.ts';
import { samples } from './samples.ts';

pluginConformance(github, samples);
