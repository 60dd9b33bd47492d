import { tellFailure } from '../src/cli/failure.ts'
import type { Scenario } from '../src/scenario/scenario.ts'
import { again } from './again.ts'
import { agreement } from './agreement.ts'
import { harness } from './harness.ts'
import { reportIsolation } from './isolation.ts'
import { fiftyNodes } from './nodes.ts'
import { readOptions } from './options.ts'
import { reportPorcupine } from './porcupine-report.ts'

/**
 * `npm run bench -- [options]`: measures in turns with a baseline of the same run, and prints ratios.
 *
 *     --only TABLE   harness, nodes, linearizability, isolation, agreement or again
 *     --long         the largest histories as well, and the agreement of all ways to a verdict
 *     --rows TEXT    of linearizability only the rows with this in their name
 *     --record       keep the linearizability figures as those of the release
 *     --runs N       random histories of each model for the agreement (100,000)
 *     --seed N       its seed (1)
 *     --fresh        begin it anew, not where the last one stopped
 *
 * `--only again --target NAME`: set-up, load and teardown of a target in a row; exit code 1 where anything is left, grows
 * or breaks.
 *
 *     --times N      how often (20)
 *     --time-limit S seconds of load each time (30), at --rate R ops a second (80)
 *     --setting, --backend, --workload (set), --faults (pause; none), --nodes: as `murphy test` has them
 */
const { only, long, rows, record, runs, seed, fresh, ...values } = options()
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
  const { memoryMb, handles, latest, latestOf99, latestFault, blocked, waitedForCpu, ...row } = await fiftyNodes(
    long ? 600 : 20,
  )
  console.log('50 nodes that do nothing, under partitions, kills and pauses (mark: the schedule is kept within 50 ms)')
  console.table({
    '50 nodes': {
      ...row,
      'late, ms': Number(latest.toFixed(1)),
      'the latest': latestFault,
      'late in 99 of 100, ms': Number(latestOf99.toFixed(1)),
      'waited for a CPU at most, ms': waitedForCpu === undefined ? '?' : Number(waitedForCpu.toFixed(1)),
      'blocked at most, ms': Number(blocked.toFixed(1)),
      'memory, MB': memoryMb.join(' → '),
      'open files': handles.join(' → '),
    },
  })
}

if (wanted('linearizability')) reportPorcupine({ long, rows, record })

if (wanted('isolation')) reportIsolation({ long })

if (only === 'agreement' || (only === undefined && long)) {
  const agreed = await agreement({ runs, seed, fresh })
  if (!agreed) process.exitCode = 1
}

if (only === 'again') {
  const { target, workload, setting, backend, nodes, rate, timeLimit } = values
  const scenario: Scenario = {
    target,
    workload,
    ...(setting === undefined ? {} : { setting }),
    ...(backend === undefined ? {} : { backend }),
    ...(nodes === undefined ? {} : { servers: nodes.split(',') }),
    faults: values.faults.split(',').filter((fault) => fault !== 'none'),
    rate,
    timeLimit,
  }
  if (!(await again(scenario, values.times))) process.exitCode = 1
}

function options() {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    tellFailure(error)
    process.exit(254)
  }
}
