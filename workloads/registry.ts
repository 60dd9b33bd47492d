import { bank } from './bank.ts'
import { causalReverse } from './causal-reverse.ts'
import { closedPredicate } from './closed-predicate.ts'
import { listAppend } from './list-append.ts'
import { lock } from './lock.ts'
import { longFork } from './long-fork.ts'
import { lostUpdate } from './lost-update.ts'
import { monotonic } from './monotonic.ts'
import { register } from './register.ts'
import { retry } from './retry.ts'
import { rwRegister } from './rw-register.ts'
import { set } from './set.ts'
import { watch } from './watch.ts'
import type { Workload } from './workload.ts'
import { writeSkew } from './write-skew.ts'

/** Every workload; the first is the default. */
export const workloads: readonly Workload[] = [
  register,
  set,
  listAppend,
  rwRegister,
  bank,
  lostUpdate,
  monotonic,
  longFork,
  causalReverse,
  retry,
  lock,
  watch,
  writeSkew,
  closedPredicate,
]
