import { setTimeout as sleep } from 'node:timers/promises'
import { MurphyError } from '../../op/failure.ts'
import { type Lasting, type Ledger, undoneBy } from './in-force.ts'
import type { Place } from './place.ts'
import { type Ended, shell } from './shell.ts'
import type { Deed, Suite } from './suite.ts'

/** As long as a nemesis waits, ms; a database may take its time to start. */
const limitMs = 10_000
const startMs = 45_000
/** So long a start that fails is tried again: what was killed a moment ago may not have let go of all that it had. */
const againMs = 20_000
const everyMs = 1000

/** Performs the deeds that a suite has commands for. */
export class Commands {
  readonly #suite: Suite
  readonly #ledger: Ledger | undefined

  /** The ledger is kept of what is in force. */
  constructor(suite: Suite, ledger?: Ledger) {
    this.#suite = suite
    this.#ledger = ledger
  }

  has(deed: Deed): boolean {
    return this.#suite.commands[deed] !== undefined
  }

  /** What the command printed. Rejects with MurphyError `broken` where it failed, took too long, or is not there. */
  async perform(deed: Deed, server: Place, peer?: Place): Promise<string> {
    if (isLasting(deed)) this.#ledger?.begins({ deed, server, peer })
    const run = () => this.#run(deed, server, peer)
    const { code, said } = deed === 'start' ? await again(run) : await run()
    for (const over of endedBy(deed, code)) this.#ledger?.isOver({ deed: over, server, peer })
    if (code === 0) return said
    const why = code === undefined ? 'took too long, and was ended' : `failed (exit code ${code})`
    throw new MurphyError('broken', `The suite's command "${deed}" ${why} for ${server.name}: ${said || 'no message'}`)
  }

  /** Whether the command succeeds. */
  async asks(deed: Deed, server: Place, peer?: Place): Promise<boolean> {
    return (await this.#run(deed, server, peer)).code === 0
  }

  async #run(deed: Deed, server: Place, peer: Place | undefined) {
    const command = this.#suite.commands[deed]
    if (command === undefined)
      throw new MurphyError(
        'broken',
        `${server.name} is a server that Murphy did not start, and no suite says how to ${deed} it.`,
      )
    const { code, said } = await shell(command, {
      env: { ...variables('MURPHY', server, 'NODE'), ...(peer && variables('MURPHY_PEER', peer)) },
      timeoutMs: deed === 'start' ? startMs : limitMs,
    })
    return { code, said: said.split('\n').slice(-3).join(' / ') }
  }
}

async function again(run: () => Promise<Ended>): Promise<Ended> {
  const end = performance.now() + againMs
  for (;;) {
    const ended = await run()
    if (ended.code === 0 || ended.code === undefined || performance.now() > end) return ended
    await sleep(everyMs)
  }
}

const lasting = Object.keys(undoneBy) as Lasting[]

const isLasting = (deed: Deed): deed is Lasting => lasting.some((one) => one === deed)

/** What is no longer in force: of a cut that failed half may be there, a killed server is not paused any more. */
function endedBy(deed: Deed, code: number | undefined): Lasting[] {
  if (code === 0) return deed === 'kill' ? ['pause'] : lasting.filter((one) => undoneBy[one] === deed)
  return code !== undefined && (deed === 'kill' || deed === 'pause') ? [deed] : []
}

function variables(prefix: string, { name, address: { host, port } }: Place, suffix?: string) {
  return {
    [suffix === undefined ? prefix : `${prefix}_${suffix}`]: name,
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: String(port),
  }
}
