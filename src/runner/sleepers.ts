import type { Thread } from '../generator/thread-set.ts'
import type { Nanos } from '../op/op.ts'
import { timerMs } from './timer.ts'

/** Threads that a generator has sent to sleep. */
export class Sleepers {
  readonly #timers = new Map<Thread, { readonly timer: NodeJS.Timeout; readonly wake: () => void }>()

  sleep(thread: Thread, duration: Nanos, wake: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(thread)
      wake()
    }, timerMs(duration))
    this.#timers.set(thread, { timer, wake })
  }

  wakeAll(): void {
    for (const { timer, wake } of this.#timers.values()) {
      clearTimeout(timer)
      wake()
    }
    this.#timers.clear()
  }
}
