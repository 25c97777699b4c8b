/** Placeholder: restarts nothing. */
export const handler = async () => ({ restarted: [] });
