import { duration } from '../text.ts'
import { showCard } from './card.ts'
import { Chart } from './chart.ts'
import { wireCopyButtons } from './copy.ts'
import { load } from './data.ts'
import { byId, h } from './dom.ts'
import { showFilters } from './filters.ts'
import { readPlace, writePlace } from './hash.ts'
import { keyboard, showHelp } from './keyboard.ts'
import { showLegend } from './legend.ts'
import { overviewPointer, pointer } from './pointer.ts'
import { palette } from './theme.ts'
import { View } from './view.ts'

/** The page reads without us; we add the time axis. Whatever goes wrong here is said, and harms nothing else. */
async function start(): Promise<void> {
  document.documentElement.classList.add('js')
  wireCopyButtons()
  const run = await load(byId('murphy-data', HTMLScriptElement).textContent ?? '')
  const root = byId('viewer', HTMLElement)
  root.hidden = false
  if (run.note !== undefined) {
    const note = byId('viewer-note', HTMLElement)
    note.textContent = run.note
    note.hidden = false
  }
  const view = new View(run)
  const canvas = byId('chart', HTMLCanvasElement)
  const overview = byId('overview', HTMLCanvasElement)
  const cursor = h('canvas', { class: 'cursor', 'aria-hidden': 'true' })
  canvas.after(cursor)
  const chart = new Chart(view, { overview, chart: canvas, cursor })
  const card = byId('card', HTMLElement)
  const legend = byId('legend', HTMLElement)
  showFilters(view, byId('filters', HTMLFormElement))
  showHelp(byId('axis-help', HTMLElement))
  showLegend(run, chart.colours, legend)
  const { ops } = run
  const textOf = (position: number): string => {
    const took =
      ops.done[position] === -1 ? 'no answer' : duration(((ops.end[position] ?? 0) - (ops.at[position] ?? 0)) * 1e3)
    const outcome = ['ok', 'fail', 'info'][ops.type[position] ?? 0]
    const value = ops.result[position] ?? ops.value[position] ?? ''
    return `#${ops.index[position]} ${run.fs[ops.f[position] ?? 0]} ${value} · ${outcome}, ${took}, process ${ops.process[position]}`
  }
  pointer({ view, chart, canvas, tip: byId('tip', HTMLElement), textOf })
  overviewPointer(view, chart, overview)
  keyboard(view, canvas)
  keyboard(view, overview)

  let shown: string | undefined
  view.onChange(() => {
    const state = JSON.stringify([view.selected, view.step, view.span, view.filter.foundOnly, view.mask.length])
    if (state !== shown || view.selected === undefined) showCard(view, card)
    shown = state
    remember(view)
  })
  const goThere = (): void => {
    const place = readPlace(location.hash)
    if (place === undefined) return
    if (place.span !== undefined) view.show(place.span)
    if (place.op !== undefined) view.selectIndex(place.op)
    byId('axis', HTMLElement).scrollIntoView()
  }
  window.addEventListener('hashchange', goThere)

  const recolour = (): void => {
    chart.colours = palette()
    showLegend(run, chart.colours, legend)
    chart.draw('view')
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour)
  const forPaper = (light: boolean) => (): void => {
    if (light) document.documentElement.dataset.theme = 'light'
    else delete document.documentElement.dataset.theme
    recolour()
    chart.drawNow()
  }
  window.addEventListener('beforeprint', forPaper(true))
  window.addEventListener('afterprint', forPaper(false))
  new ResizeObserver(() => chart.draw('view')).observe(canvas)

  showCard(view, card)
  chart.drawNow()
  goThere()
  document.documentElement.dataset.ready = 'true'
}

let timer: ReturnType<typeof setTimeout> | undefined

/** Keeps the address a link to what is seen, without filling the browser's history. */
function remember(view: View): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    const { selected, span, run } = view
    const whole = span.from === 0 && span.to === run.end
    const op = selected === undefined ? undefined : run.ops.index[selected]
    const hash = writePlace({ ...(op !== undefined && { op }), ...(!whole && { span }) })
    if (hash !== '' || readPlace(location.hash) !== undefined) history.replaceState(null, '', hash || '#axis')
  }, 200)
}

start().catch((error: unknown) => {
  const failed = document.getElementById('viewer-failed')
  if (failed === null) return
  failed.hidden = false
  failed.textContent = `The time axis could not be drawn (${error instanceof Error ? error.message : String(error)}). Everything else on this page stands.`
})
