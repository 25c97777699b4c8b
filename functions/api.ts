/** Placeholder: answers every route with an empty object. */
export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' });
