import type { Progress } from '../../mysql/replication/vendor.ts'

/** What one server wrote in a domain: `0-1`, domain and server. */
type Origin = string

/**
 * What a server's binary log holds: of each domain and server the number of the last transaction (MariaDB documentation,
 * Global Transaction ID, gtid_binlog_state): `0-1-120,0-2-135`. Numbers of a domain grow from server to server, so a log
 * that holds a server's transaction holds all that this server wrote before.
 */
export class GtidState implements Progress {
  readonly #last: ReadonlyMap<Origin, bigint>

  private constructor(last: ReadonlyMap<Origin, bigint>) {
    this.#last = last
  }

  static parse(text: string): GtidState {
    const last = new Map<Origin, bigint>()
    for (const [, origin, number] of text.matchAll(/(\d+-\d+)-(\d+)/g))
      if (origin !== undefined && number !== undefined) last.set(origin, BigInt(number))
    return new GtidState(last)
  }

  /** The number of the last transaction, whoever wrote it. */
  get count(): readonly [bigint] {
    return [[...this.#last.values()].reduce((most, number) => (number > most ? number : most), 0n)]
  }

  get shown(): string {
    return [...this.#last].map(([origin, number]) => `${origin}-${number}`).join(',')
  }

  holds(other: GtidState, but?: string): boolean {
    return [...other.#last].every(
      ([origin, number]) => origin.split('-')[1] === but || (this.#last.get(origin) ?? 0n) >= number,
    )
  }

  with(other: GtidState): GtidState {
    const last = new Map(this.#last)
    for (const [origin, number] of other.#last) if ((last.get(origin) ?? 0n) < number) last.set(origin, number)
    return new GtidState(last)
  }
}
