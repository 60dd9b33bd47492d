import type { CheckerResult } from '../checkers/checker.ts'
import type { Claim } from '../targets/target.ts'

/** Which kind of claim a checker is about, and the promises that it refutes. */
const about: Readonly<Record<string, { readonly kind: Claim['kind']; readonly refutes: RegExp }>> = {
  'lost-writes': { kind: 'durability', refutes: /^(?!none$)/ },
  linearizable: { kind: 'consistency', refutes: /lineari[sz]able|strict-seriali[sz]able|strong-seriali[sz]able/ },
}

/** Whether the vendor promised what was broken; a loss that the manual allows is still a loss. */
export function promised(claims: readonly Claim[], broken: readonly (readonly [string, CheckerResult])[]): string {
  for (const [name] of broken) {
    const rule = about[name]
    const claim = claims.find(({ kind }) => kind === rule?.kind)
    if (rule === undefined || claim === undefined) continue
    return rule.refutes.test(claim.promise)
      ? ` Its documentation promises: ${claim.text}`
      : ` Its documentation does not promise otherwise: ${claim.text}`
  }
  return ''
}
