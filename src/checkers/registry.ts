import { availability } from './availability.ts'
import type { Checker } from './checker.ts'
import { faults } from './faults.ts'
import { isolation } from './isolation.ts'
import { linearizable } from './linearizable.ts'
import { lostWrites } from './lost-writes.ts'
import { stats } from './stats.ts'

/** Every checker that a spec can name. */
export const checkers: readonly Checker[] = [linearizable, isolation, lostWrites, faults, availability, stats]
