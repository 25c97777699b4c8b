/** What was looked at, what it is like, and how to mend it. */
export interface DoctorFinding {
  readonly state: 'good' | 'warning' | 'bad';
  /** `store`, `connection github`. */
  readonly what: string;
  readonly says: string;
  /** What to do; empty where nothing is to be done. */
  readonly remedy: string;
}

/** All is well. */
export const good = (what: string, says: string): DoctorFinding => ({ state: 'good', what, says, remedy: '' });

/** It works, but may not do what is wanted. */
export const warning = (what: string, says: string, remedy: string): DoctorFinding => ({
  state: 'warning',
  what,
  says,
  remedy,
});

/** It does not work. */
export const bad = (what: string, says: string, remedy: string): DoctorFinding => ({
  state: 'bad',
  what,
  says,
  remedy,
});
