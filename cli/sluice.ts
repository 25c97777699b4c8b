#!/usr/bin/env node
import { callSluice } from './call.ts';

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    // A reader that has seen enough (`| head`) is no failure.
    if ('code' in error && error.code === 'EPIPE') process.exit(0);
    throw error;
  });

process.exitCode = await callSluice(process.argv.slice(2));
