import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { picture } from '../../reports/picture/draw.ts'
import { elide } from '../../reports/picture/elide.ts'
import { kinds } from '../../reports/picture/kinds.ts'
import { type Layout, layout } from '../../reports/picture/layout.ts'
import { COLUMN, columns, cut, cutStart } from '../../reports/picture/measure.ts'
import type { Arrow, Diagram, ShownMop } from '../../src/checkers/isolation/index.ts'

const nasty = `</svg><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u0000\u001b`

const mop = fc.record({
  text: fc.oneof(fc.string(), fc.constant(nasty), fc.constant('read 名前 [… 1 2 3]')),
  arrows: fc.array(fc.nat(5), { maxLength: 3 }),
})
const kind = fc.constantFrom(...(Object.keys(kinds) as Arrow['kind'][]))

/** A cycle of boxes with whatever in them. */
const cycles: fc.Arbitrary<Diagram> = fc
  .array(fc.tuple(kind, fc.array(mop, { maxLength: 12 }), fc.string()), { minLength: 1, maxLength: 40 })
  .map((all) => ({
    boxes: all.map(([, mops], i) => ({ name: `T${i + 1}`, op: i, outcome: 'ok' as const, mops: mops as ShownMop[] })),
    arrows:
      all.length === 1
        ? []
        : all.map(([kind, , text], i) => ({
            from: i,
            to: (i + 1) % all.length,
            kind,
            key: text,
            about: text,
            says: text,
          })),
  }))

type Rect = { readonly what: string; readonly x: number; readonly y: number; readonly w: number; readonly h: number }

function rects({ boxes, arrows }: Layout): Rect[] {
  return [
    ...boxes.map(({ x, y, width, height }, i) => ({ what: `box ${i}`, x, y, w: width, h: height })),
    ...arrows.map(({ label }, i) => ({
      what: `label ${i}`,
      x: label.x,
      y: label.y - 12,
      w: label.room * COLUMN,
      h: 31,
    })),
  ]
}

const meet = (a: Rect, b: Rect) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

describe('the picture of an anomaly', () => {
  test.each([1, 2] as const)('in %i column(s): nothing overlaps, nothing is cut off', (columns) => {
    fc.assert(
      fc.property(cycles, (diagram) => {
        const placed = layout(elide(diagram), columns)
        const all = rects(placed)
        for (const [i, a] of all.entries()) {
          for (const b of all.slice(i + 1)) expect(meet(a, b), `${a.what} and ${b.what}`).toBe(false)
          expect(a.x >= 0 && a.y >= 0 && a.x + a.w <= placed.width && a.y + a.h <= placed.height, a.what).toBe(true)
        }
        for (const { points } of placed.arrows)
          for (const [x, y] of points) expect(x >= 0 && y >= 0 && x <= placed.width && y <= placed.height).toBe(true)
      }),
    )
  })

  test('lines of arrows run beside labels and boxes', () => {
    fc.assert(
      fc.property(cycles, fc.constantFrom(1 as const, 2 as const), (diagram, columns) => {
        const placed = layout(elide(diagram), columns)
        for (const { points } of placed.arrows)
          points.slice(1).forEach(([x, y], i) => {
            const [px, py] = points[i] ?? [x, y]
            const line = {
              what: 'line',
              x: Math.min(x, px),
              y: Math.min(y, py),
              w: Math.abs(x - px),
              h: Math.abs(y - py),
            }
            for (const rect of rects(placed)) expect(meet(line, rect), rect.what).toBe(false)
          })
      }),
    )
  })

  test('is the same for the same diagram, and well-formed whatever stands in it', () => {
    fc.assert(
      fc.property(cycles, fc.constantFrom(1 as const, 2 as const), (diagram, columns) => {
        const options = { id: 'a', title: nasty, columns }
        const svg = picture(diagram, options)
        expect(picture(structuredClone(diagram), options)).toBe(svg)
        const names = [...svg.matchAll(/<([a-z]+)/g)].map(([, name]) => name)
        expect(new Set(names)).toEqual(new Set(names.filter((name) => known.includes(name ?? ''))))
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
        expect(svg).not.toMatch(/[\u0000-\u001f]/)
        for (const tag of svg.match(/<[^>]*>/g) ?? [])
          expect(tag).not.toMatch(/ on\w+=| style=| id="(?!a-)|href="(?!#op=)/)
        expect(open(svg)).toEqual([])
      }),
    )
  })

  test('of a long cycle keeps its anti-dependencies and says what it left out', () => {
    const n = 30
    const arrows = Array.from({ length: n }, (_, i): Arrow => {
      return { from: i, to: (i + 1) % n, kind: i === 11 || i === 20 ? 'rw' : 'ww', key: 'x', says: '' }
    })
    const boxes = Array.from({ length: n }, (_, i) => ({ name: `T${i + 1}`, op: i, mops: [] }))
    const shown = elide({ boxes, arrows })
    expect(shown.boxes.length).toBeLessThanOrEqual(8)
    const names = shown.boxes.map((box) => ('count' in box ? `${box.first}…${box.last} (${box.count})` : box.name))
    for (const name of ['T12', 'T13', 'T21', 'T22']) expect(names).toContain(name)
    expect(shown.boxes.reduce((sum, box) => sum + ('count' in box ? box.count : 1), 0)).toBe(n)
    expect(shown.arrows.filter(({ kind }) => kind === 'rw').map(({ place }) => place)).toEqual([11, 20])
    const svg = picture({ boxes, arrows }, { id: 'a', title: 'long', columns: 2 })
    expect(svg).toContain('more transactions')
  })

  test('kinds of arrow can be told apart without colour', () => {
    const looks = Object.values(kinds).map(({ word, dashes, wide }) => `${word} ${dashes} ${wide}`)
    expect(new Set(looks).size).toBe(looks.length)
    const dashes = (['ww', 'wr', 'rw', 'process', 'realtime'] as const).map(
      (k) => `${kinds[k].dashes} ${kinds[k].wide}`,
    )
    expect(new Set(dashes).size).toBe(5)
  })

  test('text is cut to its columns, of a read the beginning of the list', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), (text, room) => {
        expect(columns(cut(text, room))).toBeLessThanOrEqual(room)
        expect(columns(cutStart(`read x ${text}`, room))).toBeLessThanOrEqual(room)
      }),
    )
    expect(cutStart('read x [1 2 3 4 5 6 7 8 9]', 16)).toBe('read x …6 7 8 9]')
  })
})

const known = ['svg', 'title', 'desc', 'g', 'a', 'rect', 'path', 'text', 'circle']

/** Elements that are opened and not closed. */
function open(svg: string): string[] {
  const stack: string[] = []
  for (const [, slash, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
    if (slash === '/') {
      if (stack.pop() !== name) return [...stack, `</${name}`]
    } else if (self !== '/') stack.push(name)
  }
  return stack
}
