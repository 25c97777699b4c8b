import { type ApiClient, apiClient } from '../../shared/http/api-client.ts';
import { type TargetOptions, targetOf } from '../target.ts';

/** Does a command's work over the API of a deployed Sluice where one is meant, else in the local store. */
export function hereOrThere(
  given: TargetOptions,
  there: (call: ApiClient) => Promise<number>,
  here: () => Promise<number>,
): Promise<number> {
  const target = targetOf(given, process.env);
  return target ? there(apiClient(target)) : here();
}
