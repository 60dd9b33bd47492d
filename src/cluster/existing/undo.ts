import { MurphyError } from '../../op/failure.ts'
import type { CleanedThing } from '../cluster.ts'
import { Commands } from './commands.ts'
import { type Deeded, type InForce, Ledger, notes, undoneBy } from './in-force.ts'

/** Links first, so that servers find each other when they run again. */
const order = Object.keys(undoneBy)

export interface Undoing {
  readonly runId?: string
  readonly log?: (line: string) => void
}

/**
 * Undoes, by the commands of their suites, what runs with a dead controller (or the one that is named) did to servers.
 * Tells each command before it runs. Rejects with MurphyError `broken` when all were tried, and some failed: these stay
 * noted.
 */
export async function undo({ runId, log = () => {} }: Undoing): Promise<CleanedThing[]> {
  const undone: CleanedThing[] = []
  const failures: string[] = []
  for (const left of notes.left(runId)) {
    const ledger = new Ledger(left.runId, left, left.deeds)
    const commands = new Commands(left, ledger)
    for (const one of [...left.deeds].sort((a, b) => order.indexOf(a.deed) - order.indexOf(b.deed))) {
      const [name, text] = told(left, one)
      log(`run ${left.runId}: ${name}: ${text}`)
      try {
        await commands.perform(undoneBy[one.deed], one.server, one.peer)
        undone.push({ kind: 'command', name, runId: left.runId })
      } catch (error) {
        failures.push((error as Error).message)
      }
    }
  }
  if (failures.length > 0) throw new MurphyError('broken', failures.join(' '))
  return undone
}

function told({ commands }: InForce, { deed, server, peer }: Deeded): [name: string, text: string] {
  const undoes = undoneBy[deed]
  const from = peer === undefined ? '' : ` from ${peer.name}`
  return [`${undoes} ${server.name}${from}`, commands[undoes] ?? 'the suite has no such command']
}
