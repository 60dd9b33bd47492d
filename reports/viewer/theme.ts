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

/** Black or white, whichever is read better on a colour `#rrggbb` (relative luminance, WCAG 2.2). */
export function inkOn(colour: string): string {
  const channel = (at: number): number => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return luminance > 0.179 ? '#000000' : '#ffffff'
}
