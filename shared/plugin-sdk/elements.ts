/** The elements of an answer: what lies under the key `list`; all of it where that is ''; the answer where it is no list. */
export function elementsOf(json: unknown, list: string | undefined): readonly unknown[] {
  if (list === '') return [json];
  if (Array.isArray(json)) return json;
  if (list !== undefined && typeof json === 'object' && json !== null && list in json) {
    const elements: unknown = new Map(Object.entries(json)).get(list);
    return Array.isArray(elements) ? elements : [elements];
  }
  return [json];
}
