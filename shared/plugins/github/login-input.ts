import * as z from 'zod';
import { recordedInput } from '../../plugin-sdk/recorded-input.ts';

/** Whose account is asked for. */
export const LoginInput = recordedInput({ login: ['UserName'] }, z.object({ login: z.string().min(1) }));
