import { h } from './dom.ts'
import type { View } from './view.ts'

/** Each key with what it does, for the line of help below the chart. */
const keys: readonly {
  readonly keys: readonly string[]
  readonly says: string
  readonly act: (view: View, key: string) => void
}[] = [
  {
    keys: ['ArrowLeft', 'ArrowRight'],
    says: '← → pan',
    act: (view, key) => view.pan((view.span.to - view.span.from) * (key === 'ArrowLeft' ? -0.15 : 0.15)),
  },
  { keys: ['+', '=', '-'], says: '+ − zoom', act: (view, key) => view.zoom(key === '-' ? 1.6 : 1 / 1.6) },
  { keys: ['0', 'Home'], says: '0 whole run', act: (view) => view.showAll() },
  { keys: ['j', 'k'], says: 'j k next, previous operation', act: (view, key) => view.stepOp(key === 'j' ? 1 : -1) },
  { keys: ['n', 'p'], says: 'n p next, previous finding', act: (view, key) => view.stepOp(key === 'n' ? 1 : -1, true) },
  { keys: ['Enter'], says: '↵ zoom to it', act: (view) => view.zoomToSelected() },
  { keys: ['Escape'], says: 'Esc clear', act: (view) => view.clear() },
]

export function keyboard(view: View, canvas: HTMLCanvasElement): void {
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const entry = keys.find((candidate) => candidate.keys.includes(event.key))
    if (entry === undefined) return
    event.preventDefault()
    entry.act(view, event.key)
  })
}

export function showHelp(line: HTMLElement): void {
  line.replaceChildren(
    'Drag to zoom, Shift-drag to pan, double-click for the whole run, wheel to zoom after a click into the chart (or with Ctrl). Keys: ',
    ...keys.flatMap(({ says }, i) => {
      const space = says.search(/ (?=[a-z])(?![a-z] )/)
      return [...(i > 0 ? [', '] : []), h('kbd', {}, says.slice(0, space)), says.slice(space)]
    }),
    '.',
  )
}
