import { Notes } from './notes.ts'
import type { Place } from './place.ts'
import type { Deed, Suite } from './suite.ts'

/** What is done to servers until it is undone, and what undoes it. */
export const undoneBy = { partition: 'heal', pause: 'resume', kill: 'start' } as const satisfies Partial<
  Record<Deed, Deed>
>

export type Lasting = keyof typeof undoneBy

/** One deed that is in force: of a cut, the server that hears nothing of its peer any more. */
export interface Deeded {
  readonly deed: Lasting
  readonly server: Place
  readonly peer?: Place | undefined
}

/** What the commands of a run's suite have done and not undone. */
export interface InForce {
  readonly runId: string
  readonly commands: Suite['commands']
  readonly deeds: readonly Deeded[]
}

export const notes = new Notes<InForce>(
  'in-force',
  ({ commands, deeds }) => typeof commands === 'object' && Array.isArray(deeds),
)

/** Keeps the note of what is in force true; without anything in force there is none. */
export class Ledger {
  readonly #runId: string
  readonly #suite: Suite
  readonly #deeds = new Map<string, Deeded>()

  constructor(runId: string, suite: Suite, deeds: readonly Deeded[] = []) {
    this.#runId = runId
    this.#suite = suite
    for (const one of deeds) this.#deeds.set(keyOf(one), one)
  }

  /** Before it is tried: what was half done is undone, too. */
  begins(one: Deeded): void {
    this.#deeds.set(keyOf(one), one)
    this.#write()
  }

  isOver(one: Deeded): void {
    if (this.#deeds.delete(keyOf(one))) this.#write()
  }

  #write(): void {
    const { commands } = this.#suite
    if (this.#deeds.size === 0) notes.forget(this.#runId)
    else notes.write({ runId: this.#runId, commands, deeds: [...this.#deeds.values()] })
  }
}

const keyOf = ({ deed, server, peer }: Deeded) => `${deed} ${server.name} ${peer?.name ?? ''}`
