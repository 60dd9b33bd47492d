/**
 * An option that belongs to one thing (a target, a workload, a schedule) and not to every run: `--isolation
 * serializable`.
 */
export interface Option {
  readonly name: string
  readonly about: string
  /** Allowed values. Without them and without `read`: a number, by default any that is not negative. */
  readonly values?: readonly string[]
  readonly least?: number
  readonly most?: number
  readonly whole?: boolean
  /** For text with a form of its own; returns it as it is to be kept. Throws MurphyError `usage` for what it is not. */
  readonly read?: (given: string) => string
  /** Names of the backends on which it means something; default: on all. Elsewhere it is refused. */
  readonly backends?: readonly string[]
  readonly default: string | number
}

/** Options by name, each with a value: those given, or the defaults. */
export type Options = Readonly<Record<string, string | number>>

/** What every option is where nothing is given. */
export function defaultsOf(options: readonly Option[]): Record<string, string | number> {
  return Object.fromEntries(options.map((option) => [option.name, option.default]))
}
