/** Placeholder: answers the run that it was given. */
export const handler = async (input: { readonly run?: string }): Promise<{ run: string }> => ({
  run: input.run ?? 'placeholder',
});
