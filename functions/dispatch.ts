/** Placeholder: waits a second three times, then says that the run is finished. */
export const handler = async ({ run, loop }: { readonly run: string; readonly loop: number }) => ({
  run,
  state: loop < 3 ? 'wait' : 'finished',
  waitSeconds: 1,
});
