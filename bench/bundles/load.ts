/** Tells the CPU time that a process takes for all that it loads behind this, in milliseconds: `node --import ./load.ts --import <module> …`. */
const began = process.cpuUsage();
process.once('exit', () => {
  const { user, system } = process.cpuUsage(began);
  process.stdout.write(String((user + system) / 1000));
});
