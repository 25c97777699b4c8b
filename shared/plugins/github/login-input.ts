import * as z from 'zod';

/** Whose account is asked for; recordings of DevLake write the key with a capital. */
export const LoginInput = z.union([
  z.object({ login: z.string().min(1) }),
  z.object({ Login: z.string().min(1) }).transform(({ Login: login }) => ({ login })),
]);
