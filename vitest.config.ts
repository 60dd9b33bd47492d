import { defineConfig } from 'vitest/config'

/** Tests that start servers, containers or browsers: one file at a time, so that they measure the servers, not each other. */
const real = ['test/integration/**', 'test/cluster/**', 'test/targets/**', 'test/reports/**']

export default defineConfig({
  test: {
    globalSetup: ['test/docker-image.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts', 'porcupine-wasm/test/**/*.test.ts'],
          exclude: real,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: real.map((folder) => `${folder}/*.test.ts`),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
