import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Who looks at the page. */
export interface Caller {
  readonly name: string;
  readonly role: string;
}

type Role = 'reader' | 'operator' | 'admin';
/** Each may do what those before it may. */
const ROLES: readonly string[] = ['reader', 'operator', 'admin'];

/** The caller, for everything on the page. */
export const CallerContext = createContext<Caller>({ name: '', role: 'reader' });

/** Whether the key of this tab may do what a role may. */
export function useMay(role: Role): boolean {
  const caller = useContext(CallerContext);
  return ROLES.indexOf(caller.role) >= ROLES.indexOf(role);
}

/** Offers something only to who may do it; says to the others, once, who may. */
export function May({ as: role, to, children }: { as: Role; to?: string; children: ComponentChildren }) {
  const { name, role: own } = useContext(CallerContext);
  if (useMay(role)) return <>{children}</>;
  if (to === undefined) return null;
  return (
    <p class="says">
      Your key “{name}” is {own === 'operator' ? 'an operator’s' : 'a reader’s'}: to {to}, open the page with{' '}
      {role === 'admin' ? 'an admin’s' : 'an operator’s'} key.
    </p>
  );
}
