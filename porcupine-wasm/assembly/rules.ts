/** The reductions, each a bit that switches it on (ALGORITHM.md), and what a search answers. */
export const R1 = 1
export const R2 = 2
export const R3 = 4
export const R4 = 8
export const R5 = 16
export const R6 = 32
export const R7 = 64
export const R8 = 128

export const RUNNING = 0
export const VALID = 1
export const INVALID = 2
export const NO_MEMORY = 3
