import type { Diagram } from '../../src/checkers/isolation/index.ts'
import { elide } from './elide.ts'
import { kinds } from './kinds.ts'
import { layout, type PlacedArrow, type PlacedBox, type Row } from './layout.ts'
import { cut } from './measure.ts'
import { element, type Markup } from './svg.ts'

/**
 * A diagram as inline SVG: the same text for the same diagram. `id` makes the names of its title and description
 * unique on the page; `columns` is 2 for wide screens and paper, 1 for narrow ones.
 */
export function picture(
  diagram: Diagram,
  options: { readonly id: string; readonly title: string; readonly columns: 1 | 2 },
): string {
  const { id, title, columns } = options
  const shown = elide(diagram)
  const { width, height, boxes, arrows } = layout(shown, columns)
  const numbered = diagram.stepwise === true || diagram.arrows.length > 1
  return element(
    'svg',
    {
      class: columns === 2 ? 'picture wide-picture' : 'picture narrow-picture',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      role: 'group',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-desc` }, described(diagram)),
    ...arrows.map((arrow) => drawArrow(arrow, numbered)),
    ...boxes.map((box) => drawBox(box, numbered)),
  ).markup
}

/** A diagram for wide screens and for narrow ones; the stylesheet chooses. */
export function pictures(diagram: Diagram, id: string, title: string): string {
  return ([2, 1] as const).map((columns) => picture(diagram, { id: `${id}-${columns}`, title, columns })).join('\n')
}

/** The kinds of arrow in a diagram, for its legend. */
export function arrowKinds({ arrows }: Diagram): (keyof typeof kinds)[] {
  return [...new Set(arrows.map(({ kind }) => kind))]
}

/** The picture in words, for those who hear it. */
function described({ boxes, arrows }: Diagram): string {
  const name = (i: number) => boxes[i]?.name ?? ''
  const told = arrows
    .slice(0, 12)
    .map(
      ({ from, to, kind, key, says }) =>
        `${name(from)} to ${name(to)}: ${kinds[kind].word}${key === undefined ? '' : ` on key ${key}`}, ${says}.`,
    )
  const more = arrows.length > 12 ? ` And ${arrows.length - 12} more.` : ''
  const wrong = boxes.flatMap(({ name, mops }) =>
    mops.flatMap((mop) => (mop.wrong === undefined ? [] : [`${name}: ${mop.text}, ${mop.wrong}.`])),
  )
  return `${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'}. ${[...told, ...wrong].join(' ')}${more}`
}

function drawBox({ box, x, y, width, height, rows }: PlacedBox, numbered: boolean): Markup {
  const at = { transform: `translate(${x} ${y})` }
  if ('count' in box) {
    return element(
      'g',
      { ...at, class: 'gap' },
      element('rect', { class: 'frame', width, height, rx: 6, 'stroke-dasharray': '3 4' }),
      element('text', { class: 'name', x: 12, y: 19 }, `${box.count} more transactions`),
      element('text', { class: 'who', x: 12, y: 35 }, `${box.first} to ${box.last}`),
    )
  }
  const { name, op, process, node, outcome } = box
  const dashes = outcome === undefined || outcome === 'ok' ? undefined : '6 3'
  const who = [op === undefined ? '' : `op ${op}`, process === undefined ? '' : `process ${process}`, node ?? '']
  const fate = outcome === undefined ? '' : fates[outcome]
  const head = [
    element('text', { class: 'name', x: 12, y: 19 }, cut(name, 30)),
    element('text', { class: 'who', x: 12, y: 35 }, cut(who.filter((part) => part !== '').join(' · '), 38)),
    ...(fate === '' ? [] : [element('text', { class: 'fate', x: width - 12, y: 19, 'text-anchor': 'end' }, fate)]),
  ]
  return element(
    'g',
    { ...at, class: outcome === 'fail' ? 'box undone' : 'box' },
    element('rect', { class: 'frame', width, height, rx: 6, 'stroke-dasharray': dashes }),
    ...(op === undefined ? head : [element('a', { href: `#op=${op}` }, ...head)]),
    ...(rows.length === 0 ? [] : [element('path', { class: 'rule', d: `M0 44H${width}` })]),
    ...rows.flatMap((row) => drawRow(row, width, numbered)),
  )
}

const fates = { ok: '', fail: 'rolled back', info: 'outcome unknown', invoke: 'never answered' } as const

function drawRow({ y, text, arrows, wrong, rest }: Row, width: number, numbered: boolean): Markup[] {
  const matters = arrows.length > 0 || wrong !== undefined
  return [
    ...(matters
      ? [
          element('rect', {
            class: wrong === undefined ? 'tint' : 'tint bad',
            x: 1,
            y: y - 14,
            width: width - 2,
            height: wrong === undefined ? 20 : 36,
          }),
        ]
      : []),
    element('text', { class: matters ? 'mop matters' : rest === true ? 'mop rest' : 'mop', x: 12, y }, text),
    ...(numbered ? arrows.map((number, i) => badge(number, width - 16 - 21 * (arrows.length - 1 - i), y - 4)) : []),
    ...(wrong === undefined ? [] : [element('text', { class: 'mop wrong', x: 24, y: y + 16 }, `✗ ${wrong}`)]),
  ]
}

/** The number of an arrow, at the arrow and at what it rests on; that of the line of the proof. */
function badge(number: number, x: number, y: number): Markup {
  return element(
    'g',
    { class: 'badge', transform: `translate(${x} ${y})` },
    element('circle', { r: 8.5 }),
    element('text', { y: 3.5, 'text-anchor': 'middle' }, String(number)),
  )
}

function drawArrow({ arrow, points, label }: PlacedArrow, numbered: boolean): Markup {
  const { kind, key, about, says, place } = arrow
  const { word, dashes, wide } = kinds[kind]
  const [x, y] = points.at(-1) ?? [0, 0]
  const [px, py] = points.at(-2) ?? [0, 0]
  const [dx, dy] = [Math.sign(x - px), Math.sign(y - py)]
  const end = [x - 9 * dx, y - 9 * dy]
  const path = [...points.slice(0, -1), end].map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${a} ${b}`).join('')
  const head = `M${x} ${y}L${x - 11 * dx - 5 * dy} ${y - 11 * dy - 5 * dx}L${x - 11 * dx + 5 * dy} ${y - 11 * dy + 5 * dx}Z`
  const indent = numbered ? 23 : 0
  const line = `${word}${key === undefined ? '' : ` ${key}${about === undefined ? '' : `: ${about}`}`}`
  const room = label.room - (numbered ? 3 : 0)
  return element(
    'g',
    { class: `arrow k-${kind}` },
    element('path', { class: 'line', d: path, fill: 'none', 'stroke-width': wide, 'stroke-dasharray': dashes }),
    ...(kind === 'against' ? [] : [element('path', { class: 'head', d: head })]),
    ...(numbered ? [badge(place + 1, label.x + 8, label.y - 4)] : []),
    element('text', { class: 'edge', x: label.x + indent, y: label.y }, cut(line, room)),
    element('text', { class: 'says', x: label.x + indent, y: label.y + 15 }, cut(says, room + 4)),
  )
}
