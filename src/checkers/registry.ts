import { availability } from './availability/index.ts'
import { bank } from './bank/index.ts'
import { causalReverse } from './causal-reverse/index.ts'
import type { Checker } from './checker.ts'
import { faults } from './faults/index.ts'
import { isolation } from './isolation/index.ts'
import { linearizable } from './linearizable/index.ts'
import { lock } from './lock/index.ts'
import { longFork } from './long-fork/index.ts'
import { lostUpdate } from './lost-update/index.ts'
import { lostWrites } from './lost-writes/index.ts'
import { monotonic } from './monotonic/index.ts'
import { predicates } from './predicates/index.ts'
import { recovery } from './recovery/index.ts'
import { stats } from './stats.ts'
import { watch } from './watch/index.ts'

/** Every checker that a spec can name. */
export const checkers: readonly Checker[] = [
  linearizable,
  isolation,
  lostWrites,
  bank,
  lostUpdate,
  lock,
  watch,
  monotonic,
  longFork,
  causalReverse,
  predicates,
  faults,
  recovery,
  availability,
  stats,
]
