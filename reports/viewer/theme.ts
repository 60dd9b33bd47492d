/** Colours come from the stylesheet, so that light, dark and print are decided in one place. */
const names = [
  'surface',
  'sunken',
  'ink',
  'muted',
  'line',
  'grid',
  'focus',
  'ok',
  'fail',
  'info',
  'found',
  'primary',
  'standby',
  'down',
  'node-0',
  'node-1',
  'node-2',
  'node-3',
  'node-4',
  'node-5',
  'f-partition',
  'f-kill',
  'f-pause',
  'f-network',
  'f-clock',
  'f-file',
  'f-other',
] as const

export type ColourName = (typeof names)[number]

export type Palette = Readonly<Record<ColourName, string>> & { readonly font: string }

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
  return { ...(colours as Record<ColourName, string>), font: getComputedStyle(document.body).fontFamily }
}

/** A node's colour, by its number; from the seventh on they come round again. */
export function nodeColour(colours: Palette, node: number): string {
  return colours[`node-${((node % 6) + 6) % 6}` as ColourName]
}
