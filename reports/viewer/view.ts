import type { RunData } from './data.ts'
import { everything, type Filter, mask } from './filter.ts'
import { pan, reveal, type Span, within, zoom } from './span.ts'

/** `view`: the chart must be drawn anew; `cursor`: only the selection, the pointer and the card. */
export type Change = 'view' | 'cursor'

/** What is looked at: window, filter, selection. Tells its listeners of every change, and draws nothing. */
export class View {
  readonly run: RunData
  span: Span
  filter: Filter
  mask: Uint8Array
  /** Positions of ops. */
  selected: number | undefined
  hovered: number | undefined
  /** A moment to mark, µs; a step of the story by its number. */
  moment: number | undefined
  step: number | undefined
  brush: Span | undefined
  readonly #listeners: ((change: Change) => void)[] = []

  constructor(run: RunData) {
    this.run = run
    this.span = { from: 0, to: run.end }
    this.filter = everything(run)
    this.mask = mask(run.ops, this.filter)
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  changed(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  show(span: Span): void {
    this.span = within(span, this.run.end)
    this.changed('view')
  }

  showAll(): void {
    this.show({ from: 0, to: this.run.end })
  }

  zoom(factor: number, at: number = (this.span.from + this.span.to) / 2): void {
    this.show(zoom(this.span, factor, at, this.run.end))
  }

  pan(by: number): void {
    this.show(pan(this.span, by, this.run.end))
  }

  setFilter(filter: Filter): void {
    this.filter = filter
    this.mask = mask(this.run.ops, filter)
    this.changed('view')
  }

  clear(): void {
    this.selected = undefined
    this.step = undefined
    this.moment = undefined
    this.changed('cursor')
  }

  /** Selects an op and brings it into view. */
  select(position: number): void {
    const { ops, end } = this.run
    this.selected = position
    this.step = undefined
    this.moment = undefined
    const span = reveal(this.span, ops.at[position] ?? 0, ops.end[position] ?? 0, end)
    if (span === this.span) this.changed('cursor')
    else this.show(span)
  }

  /** Selects the op, or the step, that has this history index. False: there is none. */
  selectIndex(index: number): boolean {
    const { ops, steps, end } = this.run
    let position = ops.index.indexOf(index)
    if (position === -1) position = ops.done.indexOf(index)
    if (position !== -1) {
      this.select(position)
      return true
    }
    const step = steps.findIndex(({ op }) => op === index)
    const at = steps[step]?.at
    if (at === undefined) return false
    this.selected = undefined
    this.step = step
    this.moment = at
    this.show(reveal(this.span, at, at, end))
    return true
  }

  /** The window of a fifth of what is shown, or less, around the selected op, so that it can be read. */
  zoomToSelected(): void {
    if (this.selected === undefined) return
    const at = this.run.ops.at[this.selected] ?? 0
    const end = this.run.ops.end[this.selected] ?? at
    const length = Math.max((end - at) * 12, 200)
    const middle = (at + end) / 2
    this.show({ from: middle - length / 2, to: middle + length / 2 })
  }

  /** To the next (1) or the previous (-1) op that passes the filter, in the order of invocation. */
  stepOp(direction: 1 | -1, foundOnly = false): void {
    const { ops } = this.run
    let position = this.selected ?? (direction === 1 ? this.#before(this.span.from) : this.#before(this.span.to) + 1)
    for (;;) {
      position += direction
      if (position < 0 || position >= ops.count) return
      if (this.mask[position] === 1 && (!foundOnly || ops.found[position] === 1)) break
    }
    this.select(position)
  }

  /** Last position invoked before a moment; -1: none. */
  #before(time: number): number {
    let low = 0
    let high = this.run.ops.count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.run.ops.at[middle] ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
