import { wrap as wrapped } from '../../reports/text.ts'

/** Small words for the terminal. Counts and lists are those of the reports. */

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return seconds(ms)
  const whole = Math.round(ms / 1000)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** `0.5 s`: always in seconds, for two times side by side. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** How wide prose may be: the terminal, but no wider than one reads with ease. */
export function columns(): number {
  return Math.min(process.stdout.columns ?? 100, 120)
}

/**
 * Text in columns, each as wide as its widest cell; the last one is wrapped to `width`, and where too little is left
 * for that it goes below the others.
 */
export function table(rows: readonly (readonly string[])[], width = columns(), indent = '  '): string {
  const size = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: size }, (_, i) => Math.max(0, ...rows.map((row) => (row[i] ?? '').length)))
  const left = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, indent.length)
  const hang = width - left >= 30 ? ' '.repeat(left) : `${indent}    `
  return rows
    .map((row) => {
      const head =
        indent +
        row
          .slice(0, -1)
          .map((cell, i) => `${cell.padEnd(widths[i] ?? 0)}  `)
          .join('')
      const text = wrap(row.at(-1) ?? '', width, hang)
      return hang.length === left ? (head + text.slice(left)).trimEnd() : `${head.trimEnd()}\n${text}`
    })
    .join('\n')
}

/** Wraps prose to the terminal. */
export function wrap(text: string, width = columns(), indent = ''): string {
  return wrapped(text, width, indent)
}
