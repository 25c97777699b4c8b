import * as z from 'zod';
import { type Cron, parseCron } from '../../config/cron.ts';
import { isZone, nextStarts } from '../../config/next-start.ts';
import { InvalidInputError } from '../../errors.ts';
import type { ApiPorts } from '../app.ts';
import { nothing, type Route, route } from '../route.ts';

const STARTS = 3;

/** `GET /schedule`: what a blueprint would do, before there is one. */
export const scheduleRoute = ({ clock }: Pick<ApiPorts, 'clock'>): Route =>
  route(
    {
      ...nothing,
      method: 'get',
      path: '/schedule',
      role: 'reader',
      tag: 'blueprints',
      says: 'When a schedule that is tried would start next',
      query: z.object({ cron: z.string().max(200), zone: z.string().max(100).default('UTC') }),
      answers: { 200: { says: 'the next three starts', schema: z.object({ starts: z.array(z.string()) }) } },
    },
    ({ context, query: { cron, zone } }) => {
      const read = cronOf(cron);
      if (!isZone(zone))
        throw new InvalidInputError(`there is no zone "${zone}"; write one such as Europe/Zurich`, ['zone']);
      const starts = nextStarts(read, zone, clock.now(), STARTS);
      return context.json({ starts: starts.map((at) => new Date(at).toISOString()) });
    },
  );

/** Reads a schedule. @throws InvalidInputError that names the field */
function cronOf(text: string): Cron {
  try {
    return parseCron(text);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw new InvalidInputError(cause.message, ['cron'], { cause });
    throw cause;
  }
}
