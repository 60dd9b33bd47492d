import type { Scenario } from '../src/scenario/scenario.ts'

/**
 * Something that is known of a database, which Murphy shows on a real one by one run: a promise that a configuration
 * does not keep, or, as the control of that, that another one keeps it. Data only. A finding is right five times out of
 * five on a busy machine, in less than 90 s with its set-up. After a change here: `npx vitest run test/findings -u`
 * writes docs/findings.md again.
 */
export interface Finding {
  /** Begins with the target: `postgres-async-failover`. */
  readonly name: string
  /** What the run shows, in one sentence. */
  readonly shows: string
  /** Without a seed each run draws its own: what is shown must not hang on one. */
  readonly scenario: Scenario
  /** The verdict of the run, and the checker that must say it. */
  readonly expect: { readonly verdict: 'invalid' | 'valid'; readonly by: string }
  /** The name of the finding that differs in what matters and is valid; every invalid one has such a control. */
  readonly control?: string
  /** Who says so elsewhere: a section of the manual, with its version, or a published report. */
  readonly source: string
  /** Present where nobody has seen it come out so yet: why, to stand beside what is expected. */
  readonly unseen?: string
}
