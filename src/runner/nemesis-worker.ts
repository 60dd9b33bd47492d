import type { OpEvent } from '../generator/generator.ts'
import { MurphyError } from '../op/failure.ts'
import type { Invocation, OpError } from '../op/op.ts'
import { completionProblems } from './completion.ts'
import type { RunnableTest } from './test.ts'
import { type Answer, messageOf, type Worker } from './worker.ts'

/** Performs nemesis ops. They take as long as they take: there is no deadline, and no new process after an error. */
export class NemesisWorker implements Worker {
  readonly deadline = Number.POSITIVE_INFINITY
  readonly #test: Pick<RunnableTest, 'nemesis' | 'log'>
  readonly #answer: Answer
  #op: OpEvent | undefined

  constructor(test: Pick<RunnableTest, 'nemesis' | 'log'>, answer: Answer) {
    this.#test = test
    this.#answer = answer
  }

  /** Refuses before anything is recorded. */
  static admit(op: OpEvent, test: Pick<RunnableTest, 'nemesis'>): void {
    if (test.nemesis !== undefined) return
    throw new MurphyError(
      'broken',
      `The generator has an op "${op.f}" for the nemesis, but this test has no nemesis.`,
      {
        hint: 'Wrap client ops in clients(…), so that the nemesis thread does not take them, or give the test a nemesis.',
      },
    )
  }

  start(op: OpEvent): void {
    this.#op = op
    const { f, key, value, process, time } = op
    const invocation: Invocation = key === undefined ? { f, value, process, time } : { f, key, value, process, time }
    void this.#perform(op, invocation)
  }

  expire(): void {}

  abandon(error: OpError): void {
    if (this.#op === undefined) return
    this.#op = undefined
    this.#answer({ type: 'info', error })
  }

  async close(): Promise<void> {}

  async #perform(op: OpEvent, invocation: Invocation): Promise<void> {
    const completion = await this.#invoke(invocation)
    if (this.#op !== op) return
    this.#op = undefined
    this.#answer({ ...completion, type: 'info' })
  }

  async #invoke(op: Invocation) {
    try {
      const completion = await this.#test.nemesis?.invoke(op)
      const problems = completionProblems(op, completion)
      if (completion !== undefined && problems.length === 0) return completion
      return this.#failed('bad-completion', `the nemesis' completion of ${op.f} is invalid: ${problems.join('; ')}`)
    } catch (error) {
      return this.#failed('nemesis-threw', `${op.f} failed: ${messageOf(error)}`)
    }
  }

  #failed(kind: string, message: string) {
    this.#test.log(message)
    return { type: 'info', error: { kind, message } } as const
  }
}
