import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that start servers, containers or browsers. They share nothing but the machine, and mostly wait. */
const real = ['test/integration/**', 'test/cluster/**', 'test/targets/**', 'test/reports/**']

/** Begun first, so that no worker is left with one of them at the end. None needs an image that is built late. */
const longest = [
  'test/integration/killed-in-a-fault.test.ts',
  'test/targets/postgres/failover-docker.test.ts',
  'test/integration/matrix-docker.test.ts',
  'test/integration/failover.test.ts',
  'test/targets/postgres/failover.test.ts',
  'test/integration/targeted.test.ts',
  'test/cluster/docker/network.test.ts',
  'test/integration/register.test.ts',
  'test/integration/retry.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => longest.findIndex((file) => moduleId.endsWith(`/${file}`))
    const sorted = await super.sort(files)
    const first = sorted.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b))
    return [...first, ...sorted.filter((file) => place(file) < 0)]
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/docker-image.ts'],
    // Ends what hangs, and is no measure of speed: a busy machine may be ten times slower.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // What a run said is the whole story of a test that failed.
    chaiConfig: { truncateThreshold: 2_000 },
    sequence: { sequencer: LongestFirst },
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
          // Real servers on a busy machine. What passes only then is named at the end of `npm test`, to be mended.
          retry: 1,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
