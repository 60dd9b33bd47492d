import type { Backend } from '../cluster/cluster.ts'
import { existingWith } from '../cluster/existing/index.ts'
import { readSuite, type Suite } from '../cluster/existing/suite.ts'
import { backends } from '../cluster/registry.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { readJsonInput } from '../store/json-input.ts'

/** The backend that a scenario runs on, with what its suite can do. */
export function backendOf({ backend, suite }: { readonly backend: string; readonly suite?: Suite }): Backend {
  const named = byName('backend', backends, backend)
  if (suite === undefined) return named
  if (named.name === 'existing') return existingWith(suite)
  throw new MurphyError('usage', `A suite is for servers of your own, and the backend "${backend}" makes its own.`, {
    hint: 'Name the servers with --nodes, for example --nodes db1:5432,db2:5432.',
  })
}

/** A suite from a JSON file. Throws MurphyError `usage` with all that is wrong with it. */
export function loadSuite(path: string): Suite {
  return readSuite(readJsonInput('suite', path), path)
}
