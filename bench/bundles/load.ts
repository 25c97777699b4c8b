/** Loads modules in a process of its own and tells the CPU time that it took, in milliseconds: `node load.ts <module> …`. */
const began = process.cpuUsage();
for (const module of process.argv.slice(2)) await import(module);
const { user, system } = process.cpuUsage(began);
process.stdout.write(String((user + system) / 1000));
process.exit();
