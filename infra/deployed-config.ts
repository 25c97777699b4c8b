import { readFileSync } from 'node:fs';
import { readConfigFile } from '../shared/config/read-config-file.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { plugins } from '../shared/plugins/index.ts';

/** What a file of configuration says to a deployment. */
export interface DeployedConfig {
  /** The names of its blueprints, whose schedules Sluice makes when the file is kept. */
  readonly blueprints: readonly string[];
  /** All of it, as JSON, for the control table. */
  readonly deployed: string;
}

/** What a custom resource is told goes through one invocation, which takes 256 KB. */
const LARGEST = 200_000;

/**
 * Reads `sluice.yaml` for a deployment.
 *
 * @throws InvalidInputError with file, line and column of everything that is wrong
 */
export function readDeployedConfig(path: string): DeployedConfig {
  const file = readConfigFile(readFileSync(path, 'utf8'), { plugins });
  if (file.kind === 'bad') {
    const lines = file.problems.map(
      ({ line, column, path: at, message }) => `${path}:${line}:${column}: ${at}: ${message}`,
    );
    throw new InvalidInputError(`${path} cannot be deployed\n${lines.join('\n')}`);
  }
  const { configured } = file;
  const deployed = JSON.stringify(configured);
  if (Buffer.byteLength(deployed) > LARGEST)
    throw new InvalidInputError(
      `${path} is too large for a deployment: deploy without it, then sluice apply --endpoint URL`,
    );
  return { blueprints: configured.blueprints.map(({ name }) => name), deployed };
}
