import type { Sample } from '../history/samples.ts'
import type { Nanos } from '../op/op.ts'
import type { SampleWriter } from '../store/samples.ts'
import type { System } from '../targets/target.ts'

const periodMs = 250

/** Looks at every node four times a second, until stopped, and keeps what it sees. One look at a time. */
export function startSampling(system: System, clock: () => Nanos, writer: SampleWriter) {
  let latest: readonly Sample[] = []
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const look = async () => {
    const time = clock()
    const seen = (await system.sample()).map((sample) => ({ time, ...sample }))
    if (stopped) return
    latest = seen
    writer.append(seen)
    timer = setTimeout(() => void loop(), periodMs)
  }
  const loop = () =>
    look().catch(() => {
      // Sampling is a help, never a reason to end a run; the gap shows in the report.
      if (!stopped) timer = setTimeout(() => void loop(), periodMs)
    })
  const done = loop()

  return {
    latest: () => latest,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await done
    },
  }
}
