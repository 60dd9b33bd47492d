import { execa } from 'execa'
import { MurphyError } from '../../op/failure.ts'
import type { Address } from '../cluster.ts'
import type { Deed, Suite } from './suite.ts'

/** As long as a nemesis waits, ms; a database may take its time to start. */
const limitMs = 10_000
const startMs = 45_000

export interface Place {
  readonly name: string
  readonly address: Address
}

/** Performs the deeds that a suite has commands for. */
export class Commands {
  readonly #suite: Suite

  constructor(suite: Suite) {
    this.#suite = suite
  }

  has(deed: Deed): boolean {
    return this.#suite.commands[deed] !== undefined
  }

  /** What the command printed. Rejects with MurphyError `broken` where it failed, took too long, or is not there. */
  async perform(deed: Deed, server: Place, peer?: Place): Promise<string> {
    const { code, said } = await this.#run(deed, server, peer)
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
    const { exitCode, all } = await execa('sh', ['-c', command], {
      env: { ...variables('MURPHY', server, 'NODE'), ...(peer && variables('MURPHY_PEER', peer)) },
      stdin: 'ignore',
      all: true,
      reject: false,
      timeout: deed === 'start' ? startMs : limitMs,
      killSignal: 'SIGKILL',
    })
    return { code: exitCode, said: all.trim().split('\n').slice(-3).join(' / ') }
  }
}

function variables(prefix: string, { name, address: { host, port } }: Place, suffix?: string) {
  return {
    [suffix === undefined ? prefix : `${prefix}_${suffix}`]: name,
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: String(port),
  }
}
