import type { Backend } from './cluster.ts'
import { docker } from './docker/index.ts'
import { existing } from './existing/index.ts'
import { inProcess } from './in-process/index.ts'
import { processes } from './process/index.ts'

/** Every backend, in the order in which to list them. */
export const backends: readonly Backend[] = [processes, docker, inProcess, existing]
