import type { Box } from '../../src/checkers/isolation/index.ts'
import type { Gap, Shown } from './elide.ts'
import { COLUMN, cut, cutStart } from './measure.ts'

/** Where everything of a picture stands, in px of the picture. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly arrows: readonly PlacedArrow[]
}

export interface PlacedBox {
  readonly box: Box | Gap
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rows: readonly Row[]
}

/** A line in a box. */
export interface Row {
  readonly y: number
  readonly text: string
  /** Numbers of the arrows that rest on it. */
  readonly arrows: readonly number[]
  readonly wrong?: string
  /** Says only how many are not shown. */
  readonly rest?: true
}

export interface PlacedArrow {
  readonly arrow: Shown['arrows'][number]
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Where its two lines of text begin, and how many columns they have. */
  readonly label: { readonly x: number; readonly y: number; readonly room: number }
}

/** Two columns for screens and paper, one for phones. */
const shapes = {
  2: { box: 284, gap: 236, side: 1 },
  1: { box: 330, gap: 0, side: 30 },
} as const

const HEAD = 44
/** A box without lines still has a port. */
const BARE = 58
const ROW = 21
const NOTE = 16
/** Between boxes above each other: an arrow with its two lines. */
const STEP = 62
/** Where a horizontal arrow leaves a box, below its top; its text stands above it. */
const PORT = 46
/** Where a vertical one does, right of the left edge. */
const INSET = 30
const mostRows = 7

type Sized = Omit<PlacedBox, 'x' | 'y'>

/**
 * A ring as a ladder: the first half of the transactions goes down on the right, the rest comes up on the left, so that
 * each arrow leads to a neighbour and none crosses another. In one column the last arrow leads back along the side.
 */
export function layout(shown: Shown, columns: 1 | 2): Layout {
  const shape = shapes[columns]
  const n = shown.boxes.length
  const sized = shown.boxes.map((box) => size(box, shape.box, columns === 2 && n === 2 ? 128 : 0))
  return columns === 1 || n === 1 ? stack(shown, sized) : ladder(shown, sized)
}

function size(box: Box | Gap, width: number, least: number): Sized {
  if ('count' in box) return { box, width, height: Math.max(BARE, least), rows: [] }
  const kept = choose(box)
  const rows: Row[] = []
  let y = HEAD + 18
  for (const { text, arrows, wrong } of kept) {
    const room = Math.floor((width - 26) / COLUMN) - 3 * Math.min(2, arrows.length)
    rows.push({
      y,
      text: cutStart(text, room),
      arrows: arrows.map((place) => place + 1).slice(0, 2),
      ...(wrong !== undefined && { wrong: cut(wrong, Math.floor((width - 44) / COLUMN)) }),
    })
    y += ROW + (wrong === undefined ? 0 : NOTE)
  }
  const rest = box.mops.length - kept.length
  if (rest > 0) rows.push({ y, text: `and ${rest} more`, arrows: [], rest: true })
  if (rest > 0) y += ROW
  const height = box.mops.length === 0 ? BARE : y - 6
  return { box, width, height: Math.max(height, least), rows }
}

/** What a box shows of a long transaction: all that an arrow rests on, and the first of the others. */
function choose({ mops }: Box): Box['mops'] {
  if (mops.length <= mostRows) return mops
  const matters = mops.filter(({ arrows, wrong }) => arrows.length > 0 || wrong !== undefined).slice(0, mostRows)
  let room = mostRows - 1 - matters.length
  return mops.filter((mop) => matters.includes(mop) || room-- > 0)
}

/** The columns of an arrow's text. */
const roomIn = (width: number) => Math.floor(width / COLUMN)

function stack({ arrows }: Shown, sized: readonly Sized[]): Layout {
  const back = arrows.some(({ from, to }) => to < from)
  const x = back ? shapes[1].side : 1
  let y = 1
  const boxes = sized.map((box): PlacedBox => {
    const placed = { ...box, x, y }
    y += box.height + STEP
    return placed
  })
  const width = x + (sized[0]?.width ?? 0) + 1
  const placed = arrows.flatMap((arrow): PlacedArrow[] => {
    const [from, to] = [boxes[arrow.from], boxes[arrow.to]]
    if (from === undefined || to === undefined) return []
    const bottom = from.y + from.height
    const line = x + INSET
    const label = { x: line + 12, y: bottom + 26, room: roomIn(width - line - 14) }
    if (arrow.to > arrow.from)
      return [
        {
          arrow,
          label,
          points: [
            [line, bottom],
            [line, to.y],
          ],
        },
      ]
    const turn = bottom + STEP - 8
    const points = [
      [line, bottom],
      [line, turn],
      [10, turn],
      [10, to.y + 22],
      [x, to.y + 22],
    ] as const
    return [{ arrow, label, points }]
  })
  return { width, height: y - STEP + (back ? STEP - 6 : 1), boxes, arrows: placed }
}

function ladder({ arrows }: Shown, sized: readonly Sized[]): Layout {
  const { box, gap } = shapes[2]
  const n = sized.length
  const right = 1 + box + gap
  /** Row by row: the first on the left, then down on the right and up on the left. */
  const half = Math.floor(n / 2)
  const row = (i: number) => (i === 0 ? 0 : i <= half ? i - 1 : n - i)
  const isLeft = (i: number) => i === 0 || i > half
  const tops: number[] = []
  let y = 1
  for (let r = 0; r < Math.ceil(n / 2); r++) {
    tops.push(y)
    y += Math.max(...sized.map(({ height }, i) => (row(i) === r ? height : 0))) + STEP
  }
  const boxes = sized.map((each, i): PlacedBox => ({ ...each, x: isLeft(i) ? 1 : right, y: tops[row(i)] ?? 1 }))
  const placed = arrows.flatMap((arrow): PlacedArrow[] => {
    const [from, to] = [boxes[arrow.from], boxes[arrow.to]]
    if (from === undefined || to === undefined) return []
    return [{ arrow, ...way(arrow, from, to) }]
  })
  return { width: right + box + 1, height: y - STEP + 1, boxes, arrows: placed }
}

function way({ from: a, to: b }: { from: number; to: number }, from: PlacedBox, to: PlacedBox) {
  const { box, gap } = shapes[2]
  const inGap = { x: 1 + box + 12, room: roomIn(gap - 24) }
  if (from.x === to.x) {
    const line = from.x + INSET
    const down = from.y < to.y
    const [upper, lower] = down ? [from, to] : [to, from]
    const [top, bottom] = [upper.y + upper.height, lower.y]
    const points = down
      ? ([
          [line, top],
          [line, bottom],
        ] as const)
      : ([
          [line, bottom],
          [line, top],
        ] as const)
    return { points, label: { x: line + 12, y: (top + bottom) / 2 - 5, room: roomIn(box - INSET - 14) } }
  }
  const rightwards = from.x < to.x
  if (from.y !== to.y) {
    // From the last box on the right round the corner to the one below it on the left.
    const [line, y] = [from.x + INSET, to.y + PORT]
    const points = [
      [line, from.y + from.height],
      [line, y],
      [to.x + to.width, y],
    ] as const
    return { points, label: { ...inGap, y: y - 22 } }
  }
  // Of two arrows between the same two boxes the one back runs below.
  const y = from.y + PORT + (b < a && a === 1 ? 58 : 0)
  const points = rightwards
    ? ([
        [from.x + from.width, y],
        [to.x, y],
      ] as const)
    : ([
        [from.x, y],
        [to.x + to.width, y],
      ] as const)
  return { points, label: { ...inGap, y: y - 22 } }
}
