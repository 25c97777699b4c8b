import * as z from 'zod';

const MAX_LENGTH = 200;
const MAX_BODY = 65_536;

const text = z.string().optional().catch(undefined);
const Refusal = z.object({
  message: text,
  error_description: text,
  error: text,
  title: text,
  errorMessages: z.array(z.string()).optional().catch(undefined),
});

/** The vendor's own words in the body of a refusal, on one line of at most 200 characters; empty when there are none. */
export function vendorWords(body: string): string {
  const refusal = Refusal.safeParse(jsonOf(body)).data;
  const words =
    refusal?.message ?? refusal?.error_description ?? refusal?.error ?? refusal?.title ?? refusal?.errorMessages?.[0];
  return (words ?? '').replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH).toWellFormed();
}

function jsonOf(body: string): unknown {
  if (body.length > MAX_BODY || !/^\s*\{/.test(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
