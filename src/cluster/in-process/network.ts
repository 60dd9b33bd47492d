import { MurphyError } from '../../op/failure.ts'
import type { Cut, Load, Measured, Network, Ping, Rule } from '../cluster.ts'

/** Links of which only is known whether they are cut. */
export class InProcessNetwork implements Network {
  readonly mechanism = 'a list of its own'
  readonly #cuts = new Map<string, readonly Cut[]>()

  mechanismOf(): undefined {}

  async cut(cuts: readonly Cut[], tag = ''): Promise<void> {
    this.#cuts.set(tag, cuts)
  }

  cuts(): readonly Cut[] {
    return [...this.#cuts.values()].flat()
  }

  async reaches(from: string, to: string, ping: Ping): Promise<boolean> {
    const cut = this.cuts().some((one) => [one.from, one.to].includes(from) && [one.from, one.to].includes(to))
    return !cut && (await ping({ host: to, port: 0 }, 1000))
  }

  async shape(rules: readonly Rule[]): Promise<void> {
    if (rules.length > 0) throw cannot()
  }

  async reset(): Promise<number> {
    throw cannot()
  }

  async measure(_from: string, _to: string, { count }: Load): Promise<Measured> {
    return { sent: count, received: count, medianMs: 0, duplicated: 0, reordered: 0, damaged: 0 }
  }
}

const cannot = () =>
  new MurphyError('broken', "The links of nodes in the controller's own process can be cut, and nothing else.", {
    hint: 'Choose a target with real servers: `murphy list`.',
  })
