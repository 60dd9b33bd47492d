import { bytes } from './bytes.ts'
import type { Classes } from './classes.ts'
import type { Places } from './timeline.ts'

/** What the compiled core exports (assembly/index.ts). */
interface Exports {
  readonly memory: WebAssembly.Memory
  reset(limitBytes: number): void
  alloc(bytes: number): number
  prepare(
    starts: number,
    ends: number,
    classOf: number,
    n: number,
    places: number,
    classTable: number,
    classes: number,
    values: number,
    register: number,
    initial: number,
    rules: number,
  ): number
  run(steps: number): number
  stepsUntaken(): number
  trailAt(): number
  trailCount(): number
  furthestFrontier(): number
  entryCount(): number
  bytesUsed(): number
}

export interface Budget {
  /** Steps of the search: the same history takes the same number on every machine. */
  readonly steps: number
  readonly timeMs: number
  readonly memoryMb: number
  /** Told the steps taken so far, every now and then. */
  readonly onSteps?: (steps: number) => void
}

export interface SearchOutcome {
  readonly status: 'valid' | 'invalid' | 'steps' | 'time' | 'memory'
  /**
   * The index of a required operation, or ~class for an indeterminate one, in order: of a valid history, all of it; of
   * an invalid one, a partial linearization that passes `furthest` returns.
   */
  readonly trail: Int32Array
  /** The furthest return that some configuration got to: every return before it can be passed. */
  readonly furthest: number
  readonly steps: number
  readonly entries: number
  readonly bytes: number
}

const RUNNING = 0
const VALID = 1
const INVALID = 2
const NO_MEMORY = 3
/** All reductions: R1 … R8 are bits 0 … 7. */
export const allRules = 255

/** Steps between two looks at the clock: some milliseconds, also where a model's own steps are slow. */
const slice = { first: 500, least: 8, most: 20_000, shortMs: 5, longMs: 20 }
/** An instance whose memory grew past this is given up after the check, since memory never shrinks. */
const keepBytes = 128 * 1024 * 1024

let module: WebAssembly.Module | undefined
let idle: Core | undefined

/** One instance of the core, reused from check to check. */
class Core {
  step: Classes['step'] = () => -1
  readonly exports: Exports

  constructor() {
    module ??= new WebAssembly.Module(decoded(bytes))
    const env = { step: (state: number, cls: number) => this.step(state, cls) }
    this.exports = new WebAssembly.Instance(module, { env }).exports as unknown as Exports
  }
}

/** From base 64. */
function decoded(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text)
  const all = new Uint8Array(characters.length)
  for (let i = 0; i < all.length; i++) all[i] = characters.charCodeAt(i)
  return all
}

/** Searches for a linearization until there is an answer or the budget is spent. */
export function search(classes: Classes, places: Places, budget: Budget, rules = allRules): SearchOutcome {
  // A model that checks another history from within its own step gets an instance of its own.
  const core = idle ?? new Core()
  idle = undefined
  try {
    return searchIn(core, classes, places, budget, rules)
  } finally {
    core.step = () => -1
    if (core.exports.memory.buffer.byteLength <= keepBytes) idle = core
  }
}

function searchIn(core: Core, classes: Classes, places: Places, budget: Budget, rules: number): SearchOutcome {
  const { exports } = core
  let now = performance.now()
  const end = now + budget.timeMs
  core.step = Number.isFinite(end) ? until(end, classes.step) : classes.step
  exports.reset(Math.min(budget.memoryMb * 1024 * 1024, 0xffff_0000))
  const starts = place(exports, places.starts)
  const ends = place(exports, places.ends)
  const classOf = place(exports, classes.of)
  const classTable = place(exports, classes.table)
  let status = NO_MEMORY
  let steps = 0
  let outOf: 'steps' | 'time' | undefined
  try {
    if (starts && ends && classOf && classTable)
      status = exports.prepare(
        starts,
        ends,
        classOf,
        classes.of.length,
        places.count,
        classTable,
        classes.count,
        classes.values,
        classes.register ? 1 : 0,
        classes.initial,
        rules,
      )
    let most = slice.first
    while (status === RUNNING) {
      const grant = Math.min(most, budget.steps - steps)
      if (grant <= 0) outOf = 'steps'
      else if (steps > 0 && now > end) outOf = 'time'
      if (outOf) break
      status = exports.run(grant)
      const took = performance.now() - now
      now += took
      if (took < slice.shortMs) most = Math.min(slice.most, 2 * most)
      else if (took > slice.longMs) most = Math.max(slice.least, most >> 2)
      steps += grant - exports.stepsUntaken()
      budget.onSteps?.(steps)
    }
  } catch (error) {
    if (error !== outOfTime) throw error
    outOf = 'time'
  }
  const trail =
    status === VALID || status === INVALID
      ? new Int32Array(exports.memory.buffer, exports.trailAt(), exports.trailCount()).slice()
      : new Int32Array(0)
  return {
    status: status === VALID ? 'valid' : status === INVALID ? 'invalid' : (outOf ?? 'memory'),
    trail,
    furthest: status === NO_MEMORY && steps === 0 ? 0 : exports.furthestFrontier(),
    steps,
    entries: exports.entryCount(),
    bytes: exports.bytesUsed(),
  }
}

const outOfTime = Symbol('out of time')

/** A model's steps, as long as there is time: one step of the search may ask for very many of them. */
function until(end: number, step: Classes['step']): Classes['step'] {
  return (state, cls) => {
    if (performance.now() > end) throw outOfTime
    return step(state, cls)
  }
}

/** Copies an array into the core's memory; 0 if it does not fit. */
function place(exports: Exports, data: Int32Array): number {
  const at = exports.alloc(data.byteLength + 4)
  if (at) new Int32Array(exports.memory.buffer, at, data.length).set(data)
  return at
}
