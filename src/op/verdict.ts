/**
 * The four verdicts, worst first. `broken`: the harness did not do its job; `invalid`: a promise was seen broken;
 * `unknown`: it ran out of budget or of evidence; `valid`: checked, and nothing found.
 */
export const verdicts = ['broken', 'invalid', 'unknown', 'valid'] as const

export type Verdict = (typeof verdicts)[number]

/** The worst of several verdicts; of none, `unknown`: nothing checked proves nothing. */
export function worst(all: Iterable<Verdict>): Verdict {
  const seen = new Set(all)
  return verdicts.find((verdict) => seen.has(verdict)) ?? 'unknown'
}

/** Process exit codes (Jepsen's, with 255 for a broken harness). */
export const exitCodes: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, unknown: 2, broken: 255 }
