import { MurphyError } from '../op/failure.ts'
import type { Backend, BackendName } from './cluster.ts'
import { docker } from './docker/index.ts'
import { inProcess } from './in-process.ts'
import { processes } from './process/index.ts'

/** Every backend, in the order in which to list them. */
export const backends: readonly Backend[] = [processes, docker, inProcess]

/** The backend of that name, which may come from a command line. */
export function backendNamed(name: BackendName | (string & {})): Backend {
  const backend = backends.find((b) => b.name === name)
  if (backend === undefined) {
    throw new MurphyError('usage', `There is no backend ${JSON.stringify(name)}.`, {
      hint: `Backends: ${backends.map((b) => b.name).join(', ')}.`,
    })
  }
  return backend
}
