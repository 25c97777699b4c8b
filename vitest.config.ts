import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: { name, include, exclude, testTimeout: 60_000, hookTimeout: 300_000 },
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
