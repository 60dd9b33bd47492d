import { MurphyError } from './failure.ts'

/** Finds an entry by name, or refuses the name and says which ones there are, the likely one first. */
export function byName<T extends { readonly name: string }>(what: string, entries: readonly T[], name: string): T {
  const found = entries.find((entry) => entry.name === name)
  if (found !== undefined) return found
  const names = entries.map((entry) => entry.name)
  throw new MurphyError('usage', `There is no ${what} "${name}".`, {
    hint: `${didYouMean(name, names)}Known: ${names.join(', ') || 'none'}.`,
  })
}

/** `Did you mean "x"? `, to begin a hint with; empty where nothing is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names)
  return near === undefined ? '' : `Did you mean "${near}"? `
}

/** The name that was likely meant: one that begins so (`repeatable`), or else one that few slips away. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const meant = name.toLowerCase()
  const longer = names.filter((candidate) => meant.length > 1 && candidate.toLowerCase().startsWith(meant))
  if (longer.length === 1) return longer[0]
  const scored = names.map((candidate) => ({ candidate, distance: editDistance(meant, candidate.toLowerCase()) }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  const most = meant.length < 4 ? meant.length - 2 : Math.max(2, meant.length / 3)
  return best !== undefined && best.distance <= most ? best.candidate : undefined
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
