/** Placeholder: answers that the run is completed. */
export const handler = async ({ run }: { readonly run: string }) => ({ run, state: 'completed' });
