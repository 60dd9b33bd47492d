/**
 * How often each of some names is there. Every version stays as it was when another is made from it; going on from the
 * latest takes O(1), going back to one that is k changes away O(k): the version used last holds the table, every other
 * the change that leads towards it (Baker 1978, "Shallow binding").
 */
export class Versions {
  #table: Map<string, number> | undefined
  #change: { readonly name: string; readonly count: number; readonly towards: Versions } | undefined

  constructor(table = new Map<string, number>()) {
    this.#table = table
  }

  count(name: string): number {
    return this.#own().get(name) ?? 0
  }

  /** How many names are there. */
  get size(): number {
    return this.#own().size
  }

  with(name: string, count: number): Versions {
    const table = this.#own()
    const next = new Versions(table)
    this.#give(name, next)
    put(table, name, count)
    return next
  }

  /** Each name as often as it is there, sorted. */
  list(): string[] {
    return [...this.#own()].flatMap(([name, count]) => new Array<string>(count).fill(name)).sort()
  }

  #own(): Map<string, number> {
    if (this.#table) return this.#table
    const way: Versions[] = []
    let holder: Versions = this
    while (!holder.#table) {
      way.push(holder)
      holder = holder.#change?.towards as Versions
    }
    for (let version = way.pop(); version; version = way.pop()) {
      const { name, count } = version.#change as { name: string; count: number }
      const table = holder.#table as Map<string, number>
      holder.#give(name, version)
      put(table, name, count)
      version.#table = table
      version.#change = undefined
      holder = version
    }
    return this.#table as unknown as Map<string, number>
  }

  /** Hands the table over, keeping what `name` is here. */
  #give(name: string, towards: Versions): void {
    this.#change = { name, count: this.#table?.get(name) ?? 0, towards }
    this.#table = undefined
  }
}

function put(table: Map<string, number>, name: string, count: number): void {
  if (count === 0) table.delete(name)
  else table.set(name, count)
}
