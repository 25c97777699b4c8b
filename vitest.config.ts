import { defineConfig } from 'vitest/config';

// Far beyond what the slowest test takes: a machine that is busy with something else is no failure.
const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: { name, include, exclude, testTimeout: 180_000, hookTimeout: 300_000 },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/aws/**', 'test/conformance/**']),
      project('conformance', ['test/conformance/**/*.test.ts']),
      project('aws', ['test/aws/**/*.test.ts']),
    ],
  },
});
