import type { Arrow, Box, Diagram, ShownMop } from '../../src/checkers/isolation/index.ts'
import type { Json } from '../../src/op/op.ts'
import { kinds } from '../picture/kinds.ts'
import { type Fields, fields, number, rows } from './fields.ts'

/** A diagram as it stands in results.json, which may be of another version; undefined: there is none to be drawn. */
export function readDiagram(value: Json | undefined): Diagram | undefined {
  const raw = fields(value)
  const boxes = rows(raw?.boxes).map(readBox)
  if (boxes.length === 0) return undefined
  const arrows = rows(raw?.arrows).flatMap((arrow) => readArrow(arrow, boxes.length) ?? [])
  return { boxes, arrows, ...(raw?.stepwise === true && { stepwise: true as const }) }
}

function readBox({ name, op, process, node, outcome, mops }: Fields): Box {
  const [index, who] = [number(op), number(process)]
  return {
    name: text(name),
    ...(index !== undefined && { op: index }),
    ...(who !== undefined && { process: who }),
    ...(typeof node === 'string' && { node }),
    ...((outcome === 'ok' || outcome === 'fail' || outcome === 'info' || outcome === 'invoke') && { outcome }),
    mops: rows(mops).map(
      (mop): ShownMop => ({
        text: text(mop.text),
        arrows: Array.isArray(mop.arrows) ? mop.arrows.filter((place) => typeof place === 'number') : [],
        ...(typeof mop.wrong === 'string' && { wrong: mop.wrong }),
      }),
    ),
  }
}

function readArrow({ from, to, kind, key, about, says }: Fields, boxes: number): Arrow | undefined {
  const [a, b] = [number(from) ?? -1, number(to) ?? -1]
  const there = (place: number) => Number.isInteger(place) && place >= 0 && place < boxes
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind) || !there(a) || !there(b)) return undefined
  return {
    from: a,
    to: b,
    kind: kind as Arrow['kind'],
    ...(typeof key === 'string' && { key }),
    ...(typeof about === 'string' && { about }),
    says: text(says),
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
