import { MurphyError } from './failure.ts'

/** Finds an entry by name, or refuses the name and says which ones there are, the likely one first. */
export function byName<T extends { readonly name: string }>(what: string, entries: readonly T[], name: string): T {
  const found = entries.find((entry) => entry.name === name)
  if (found !== undefined) return found
  const names = entries.map((entry) => entry.name)
  const near = nearest(name, names)
  throw new MurphyError('usage', `There is no ${what} "${name}".`, {
    hint: `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${names.join(', ') || 'none'}.`,
  })
}

function nearest(name: string, names: readonly string[]): string | undefined {
  const scored = names.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined
}

/** Levenshtein distance (1966): insertions, deletions and substitutions from one word to the other. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution))
    }
    row = next
  }
  return row[b.length] ?? 0
}
