import { MurphyError } from '../../../op/failure.ts'
import { encodePage, thisMoment } from '../page.ts'
import type { NodeClock, Skew } from '../skew.ts'
import { setTimeOf } from './arm.ts'
import { Unsupported } from './unsupported.ts'

/** For doctor and the run's record. */
export const vdsoMechanism = 'a rewritten vDSO'

/**
 * A node's clock for programs that go past libc, as Go's do: whoever asks the kernel for the time of day without a system
 * call does it in a page of code that the kernel maps into every process, the vDSO, and each database has a copy of it
 * that is its own as soon as it is written to. Programs that make the system call themselves go past this, too.
 *
 * A database has it from a few milliseconds after its start; another program that it executes later, from the next
 * `set` on.
 */
export class VdsoClock implements NodeClock {
  readonly mechanism = vdsoMechanism
  readonly env = {}
  readonly #processes: () => readonly number[] | Promise<readonly number[]>
  #page = encodePage({}, thisMoment())
  #turn: Promise<void> = Promise.resolve()

  /** `processes`: the ids, here, of those of the database that runs on the node now. */
  constructor(processes: () => readonly number[] | Promise<readonly number[]>) {
    this.#processes = processes
  }

  async set(skew: Skew): Promise<void> {
    this.#page = encodePage(skew, thisMoment())
    await this.#reach()
  }

  async started(): Promise<void> {
    await this.#reach()
  }

  /** One after the other: what one stops, another must not let run on. */
  #reach(): Promise<void> {
    const turn = this.#turn.then(() => this.#reachAll())
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** A child of one that is not reached yet has no such clock, either: again until nobody is new. */
  async #reachAll(): Promise<void> {
    const reached = new Set<number>()
    for (;;) {
      const pids = (await this.#processes()).filter((pid) => !reached.has(pid))
      if (pids.length === 0) return
      for (const pid of pids) {
        await setTimeOf(pid, this.#page).catch((error: unknown) => {
          throw error instanceof Unsupported ? cannot(pid, error) : error
        })
        reached.add(pid)
      }
    }
  }
}

const cannot = (pid: number, { message }: Unsupported) =>
  new MurphyError('broken', `The clock of process ${pid} could not be set: ${message}.`, {
    hint: '`murphy doctor` says on which backend it works here.',
  })
