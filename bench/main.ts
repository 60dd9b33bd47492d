import { parseArgs } from 'node:util'
import { agreement } from './agreement.ts'
import { harness } from './harness.ts'
import { reportIsolation } from './isolation.ts'
import { fiftyNodes } from './nodes.ts'
import { reportPorcupine } from './porcupine-report.ts'

/**
 * `npm run bench -- [options]`: measures in turns with a baseline of the same run, and prints ratios.
 *
 *     --only TABLE   harness, nodes, linearizability, isolation or agreement
 *     --long         the largest histories as well, and the agreement of all ways to a verdict
 *     --rows TEXT    of linearizability only the rows with this in their name
 *     --record       keep the linearizability figures as those of the release
 *     --runs N       random histories of each model for the agreement (100,000)
 *     --seed N       its seed (1)
 *     --fresh        begin it anew, not where the last one stopped
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    rows: { type: 'string', default: '' },
    record: { type: 'boolean', default: false },
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    fresh: { type: 'boolean', default: false },
  },
})
const { only, long, rows, record, fresh } = values
const wanted = (table: string) => only === undefined || only === table

if (wanted('harness')) {
  console.log('The harness’ own cost per op (complete ops a second, best of three rounds)')
  console.table(
    Object.fromEntries(
      (await harness()).map(({ what, opsPerSecond, timesBareLoop }) => [
        what,
        { 'ops/s': Math.round(opsPerSecond), '× the bare loop’s time': Number(timesBareLoop.toFixed(2)) },
      ]),
    ),
  )
}

if (wanted('nodes')) {
  const { memoryMb, handles, latest, latestOf99, waitedForCpu, ...row } = await fiftyNodes(long ? 600 : 20)
  console.log('50 nodes that do nothing, under partitions, kills and pauses (mark: the schedule is kept within 50 ms)')
  console.table({
    '50 nodes': {
      ...row,
      'late, ms': Number(latest.toFixed(1)),
      'late in 99 of 100, ms': Number(latestOf99.toFixed(1)),
      'waited for a CPU at most, ms': waitedForCpu === undefined ? '?' : Number(waitedForCpu.toFixed(1)),
      'memory, MB': memoryMb.join(' → '),
      'open files': handles.join(' → '),
    },
  })
}

if (wanted('linearizability')) reportPorcupine({ long, rows, record })

if (wanted('isolation')) reportIsolation({ long })

if (only === 'agreement' || (only === undefined && long)) {
  const agreed = await agreement({ runs: Number(values.runs), seed: Number(values.seed), fresh })
  if (!agreed) process.exitCode = 1
}
