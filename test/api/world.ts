import { type ApiPorts, createApi, routesOf } from '../../shared/api/app.ts';
import type { Caller, Role } from '../../shared/api/auth/caller.ts';
import type { RunRequest } from '../../shared/contract/run.ts';
import { planOrFail } from '../../shared/pipeline/plan.ts';
import { smallWorld } from '../support/small-world.ts';

const things = Array.from({ length: 7 }, (_, i) => ({
  id: i + 1,
  title: `thing ${i + 1}`,
  labels: ['a', `l${i % 2}`],
  at: `2026-01-0${i + 1}T00:00:00Z`,
}));
const states = Object.fromEntries(things.map(({ id }) => [`/here/things/${id}/state`, { state: 'done' }]));

/** A call of the API. */
export interface Call {
  readonly method?: string;
  readonly role?: Role | 'nobody';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API over a vendor of a few answers; its machine only remembers what it was to start. */
export function apiWorld(more: Partial<ApiPorts> = {}) {
  const world = smallWorld({
    '/here': { id: 'here', name: 'here' },
    '/here/things': things,
    '/here/notes': [{ id: 1, text: 'a note' }],
    ...states,
  });
  const started: { readonly run: string; readonly input: RunRequest | undefined }[] = [];
  const machine = {
    start: async (run: string, _generation: number, input?: RunRequest) => void started.push({ run, input }),
  };
  const ports = { ...world.ports, vendors: world.ports, machine, ...more };
  const app = createApi(ports);
  const call = async (path: string, { method = 'GET', role = 'admin', body, headers = {} }: Call = {}) => {
    const caller: Caller | undefined = role === 'nobody' ? undefined : { name: role, role, kind: 'key' };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return app.request(`/api/v1${path}`, { method, headers, ...(text !== undefined && { body: text }) }, { caller });
  };
  return {
    ...world,
    ports,
    app,
    started,
    call,
    routes: routesOf(ports),
    /** Does what the machine was asked to. */
    work: async () => {
      for (const { run, input } of started.splice(0)) {
        await planOrFail(world.ports, input ?? { run });
        await world.finishRun(run);
      }
    },
  };
}

/** An answer's JSON, as it is compared in tests. */
export const jsonOf = async (response: Response | Promise<Response>): Promise<unknown> =>
  JSON.parse(await (await response).text());
