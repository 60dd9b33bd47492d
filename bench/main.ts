import { harness } from './harness.ts'
import { isolation } from './isolation.ts'
import { reportPorcupine } from './porcupine-report.ts'

const long = process.argv.includes('--long')

/** `npm run bench`: measures in turns with a baseline of the same run, and prints ratios. */
console.log('The harness’ own cost per op (complete ops a second, best of three rounds)')
console.table(
  Object.fromEntries(
    (await harness()).map(({ what, opsPerSecond, timesBareLoop }) => [
      what,
      { 'ops/s': Math.round(opsPerSecond), '× the bare loop’s time': Number(timesBareLoop.toFixed(2)) },
    ]),
  ),
)

reportPorcupine({ long, record: process.argv.includes('--record') })

console.log(
  'The isolation checker, strict-serializable (the check without reading, one round; memory with the history)',
)
console.table(
  Object.fromEntries(
    isolation({ long }).map(({ what, verdict, ms, cpuMs, addedMb, peakMb }) => [
      what,
      { verdict, ms, 'CPU ms': cpuMs, 'added MB': addedMb, 'peak MB': peakMb },
    ]),
  ),
)
