import { kinds } from '../../shared/config/resources.ts';
import { InvalidInputError } from '../../shared/errors.ts';

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');

/** `scopeConfigs`, `scope-config`, `scopeconfig` → the kind. @throws InvalidInputError */
export function kindNamed(text: string) {
  const found = kinds.find(({ name, one, path }) => [name, one, path].some((word) => plain(word) === plain(text)));
  if (found) return found;
  const words = kinds.map(({ one }) => one.replaceAll(' ', '-')).join(', ');
  throw new InvalidInputError(`there is no kind "${text}"; there is: ${words}`);
}
