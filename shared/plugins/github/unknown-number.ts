import { NotFoundError } from '../../errors.ts';

/** The refusal of a comment whose issue or pull request was never seen; it is quarantined until that is there. */
export const unknownNumber = (what: string, number: number): NotFoundError =>
  new NotFoundError(`there is no ${what} with number ${number} among those collected; collect it, then convert again`);
