import { harness } from './harness.ts'

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
