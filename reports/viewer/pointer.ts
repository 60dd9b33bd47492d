import type { Chart } from './chart.ts'
import { type Picked, pick } from './pick.ts'
import type { View } from './view.ts'

interface Parts {
  readonly view: View
  readonly chart: Chart
  readonly canvas: HTMLCanvasElement
  readonly tip: HTMLElement
  readonly textOf: (position: number) => string
}

/** A drag shorter than this many pixels is a click. */
const CLICK = 4

/** Drag zooms into what was brushed, with Shift (or by touch) it pans; click selects; the wheel zooms and pans. */
export function pointer(parts: Parts): void {
  const { view, chart, canvas, tip } = parts
  let drag: { x: number; span: View['span']; pans: boolean } | undefined

  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const under = (event: MouseEvent): Picked | undefined => {
    const { x, y } = at(event)
    const pixel = (view.span.to - view.span.from) / Math.max(1, chart.width - chart.layout.gutter)
    return pick(view, chart.layout, chart.buckets, { x, y, time: chart.time(x), pixel })
  }
  const leave = (): void => {
    tip.hidden = true
    view.hovered = undefined
    view.changed('cursor')
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    drag = { x: at(event).x, span: view.span, pans: event.shiftKey || event.pointerType === 'touch' }
    canvas.setPointerCapture(event.pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    const { x } = at(event)
    if (drag === undefined) return hover(parts, under(event), at(event))
    if (Math.abs(x - drag.x) < CLICK && view.brush === undefined) return
    tip.hidden = true
    if (drag.pans) {
      const perPixel = (drag.span.to - drag.span.from) / Math.max(1, chart.width - chart.layout.gutter)
      view.span = drag.span
      view.pan((drag.x - x) * perPixel)
      return
    }
    const [from, to] = [chart.time(Math.min(x, drag.x)), chart.time(Math.max(x, drag.x))]
    view.brush = { from: Math.max(0, from), to }
    view.changed('cursor')
  })
  canvas.addEventListener('pointerup', (event) => {
    const began = drag
    drag = undefined
    const { brush } = view
    view.brush = undefined
    if (brush !== undefined) return view.show(brush)
    if (began === undefined || Math.abs(at(event).x - began.x) >= CLICK) return
    const picked = under(event)
    if (picked?.kind === 'op') view.select(picked.position)
    else if (picked?.kind === 'step') view.selectIndex(picked.op)
    else view.clear()
  })
  canvas.addEventListener('pointercancel', () => {
    drag = undefined
    view.brush = undefined
    leave()
  })
  canvas.addEventListener('pointerleave', leave)
  canvas.addEventListener('dblclick', () => view.showAll())
  canvas.addEventListener(
    'wheel',
    (event) => {
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
      // Unless the chart is in use, the wheel belongs to the page.
      const mine = event.ctrlKey || event.metaKey || event.altKey || document.activeElement === canvas
      if (!sideways && !mine) return
      event.preventDefault()
      if (sideways) {
        const by = (event.deltaX || event.deltaY) / Math.max(1, chart.width)
        view.pan(by * (view.span.to - view.span.from))
      } else view.zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.003), chart.time(at(event).x))
    },
    { passive: false },
  )
}

function hover(parts: Parts, picked: Picked | undefined, place: { x: number; y: number }): void {
  const { view, chart, canvas, tip, textOf } = parts
  const hovered = picked?.kind === 'op' ? picked.position : undefined
  if (hovered !== view.hovered) {
    view.hovered = hovered
    view.changed('cursor')
  }
  canvas.style.cursor = picked?.kind === 'op' || picked?.kind === 'step' ? 'pointer' : ''
  tip.hidden = picked === undefined
  if (picked === undefined) return
  tip.textContent = picked.kind === 'op' ? textOf(picked.position) : picked.text
  const left = Math.min(place.x + 14, Math.max(0, chart.width - tip.offsetWidth - 8))
  const below = place.y + canvas.offsetTop + 18
  tip.style.left = `${left}px`
  tip.style.top = `${below + tip.offsetHeight > canvas.offsetTop + canvas.offsetHeight ? below - tip.offsetHeight - 30 : below}px`
}

/** In the strip of the whole run a drag chooses the window; a click moves it there. */
export function overviewPointer(view: View, chart: Chart, canvas: HTMLCanvasElement): void {
  let began: number | undefined
  const time = (event: PointerEvent): number => chart.wholeTime(event.clientX - canvas.getBoundingClientRect().left)
  canvas.addEventListener('pointerdown', (event) => {
    began = time(event)
    canvas.setPointerCapture(event.pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (began === undefined) return
    const now = time(event)
    if (Math.abs(now - began) > view.run.end / 400) view.show({ from: Math.min(began, now), to: Math.max(began, now) })
  })
  canvas.addEventListener('pointerup', (event) => {
    const now = time(event)
    const length = view.span.to - view.span.from
    const still = began !== undefined && Math.abs(now - began) <= view.run.end / 400
    began = undefined
    if (still) view.show({ from: now - length / 2, to: now + length / 2 })
  })
  canvas.addEventListener('dblclick', () => view.showAll())
}
