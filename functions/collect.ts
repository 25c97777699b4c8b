/** Placeholder: takes every message and does nothing. */
export const handler = async () => ({ batchItemFailures: [] });
