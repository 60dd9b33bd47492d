import { type IsolationResult, interleaving, type Line, shrink } from '../../../src/checkers/isolation/index.ts'
import type { Op } from '../../../src/op/op.ts'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import type { Deployed } from './cluster.ts'

/** Pastes an interleaving into a shell a session; each answer beside the one that was foretold. */
export async function paste({ cluster, system }: Deployed, lines: readonly Line[], isolation: string) {
  const address = cluster.address(system.primary(), 'client')
  const shells = new Map<string, Connection>()
  const answers: { readonly sql: string; readonly foretold: string; readonly got: string }[] = []
  try {
    for (const { session, sql, answer } of lines) {
      const shell =
        shells.get(session) ?? (await Connection.open(address, { timeoutMs: 5000, name: session, isolation }))
      shells.set(session, shell)
      const { rows } = await within(5000, sql, shell.query<{ v: string }>({ text: sql }))
      if (answer !== undefined) answers.push({ sql, foretold: answer, got: rows[0]?.v ?? 'no row' })
    }
  } finally {
    for (const shell of shells.values()) shell.close()
  }
  return answers
}

/** A statement that waits for a lock would wait for ever. */
async function within<T>(ms: number, sql: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waits: ${sql}`)), ms)
  })
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** Shrinks the first finding of each type and pastes it: what was foretold, and what came. */
export async function pasteFound(
  one: Deployed,
  history: readonly Op[],
  found: IsolationResult,
  isolation: string,
  appends: 'atomic' | 'read-then-write' = 'atomic',
) {
  const foretold: string[] = []
  const got: string[] = []
  for (const type of [...found.anomalyTypes, ...found.allowedTypes]) {
    const finding = found.findings.find((each) => each.type === type)
    const small = finding && shrink(history, finding, { workload: 'list-append', expect: 'serializable', appends })
    const answers = await paste(
      one,
      interleaving(small?.ops ?? [], { workload: 'list-append', appends }, type),
      isolation,
    )
    foretold.push(...answers.map((each) => `${type}: ${each.sql} ${each.foretold}`))
    got.push(...answers.map((each) => `${type}: ${each.sql} ${each.got}`))
  }
  return { foretold, got }
}
