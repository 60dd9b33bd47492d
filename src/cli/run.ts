import type { Hooks } from '../scenario/hooks.ts'
import type { Outcome } from '../scenario/outcome.ts'
import { runTest } from '../scenario/run-test.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { interruptible } from './interrupt.ts'
import { progressTo } from './progress.ts'

interface RunOptions extends Pick<Hooks, 'secret' | 'consent'> {
  readonly quiet: boolean
}

/** Runs a scenario, shows it as it goes on stderr, and lets Ctrl-C end it in order. */
export function run(scenario: Scenario, { quiet, ...access }: RunOptions): Promise<Outcome> {
  const show = progressTo(process.stderr, { quiet })
  let folder = ''
  let down = false
  return interruptible(
    (signal) =>
      runTest(scenario, {
        signal,
        ...access,
        onProgress: (event) => {
          if (event.kind === 'started') folder = event.folder
          if (event.kind === 'phase') down = event.phase === 'check' || event.phase === 'report'
          show(event)
        },
      }),
    {
      over: () =>
        down ? `stopped while the run was judged; it is recorded whole: murphy analyze ${folder}` : undefined,
    },
  )
}
