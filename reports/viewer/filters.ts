import { count } from '../text.ts'
import { button, h } from './dom.ts'
import { type Filter, readProcesses } from './filter.ts'
import type { View } from './view.ts'

/** More entries than this are chosen from a list instead of switched one by one. */
const MOST_SWITCHES = 10

/** The row of switches above the chart. */
export function showFilters(view: View, form: HTMLFormElement): void {
  const { run } = view
  const output = h('output', { 'aria-live': 'polite' })
  const update = (part: Partial<Filter>): void => view.setFilter({ ...view.filter, ...part })
  const parts: Node[] = [
    group(
      'Outcome',
      ['ok', 'fail', 'info'].map((name, i) => [i, name]),
      (types) => update({ types }),
    ),
  ]
  if (run.fs.length > 1) parts.push(group('f', [...run.fs.entries()], (fs) => update({ fs })))
  if (run.nodes.length > 1 && run.ops.node.some((node) => node >= 0)) {
    const known: [number, string][] = [...run.nodes.entries()]
    if (run.ops.node.includes(-1)) known.push([-1, 'not known'])
    parts.push(group('Node', known, (nodes) => update({ nodes })))
  }
  if (run.keys.length > 1) parts.push(keys(run.keys, (key) => update({ key })))
  parts.push(processes((chosen) => update({ processes: chosen })))
  if (run.found.length > 0) {
    parts.push(switchOf('Findings only', false, (on) => update({ foundOnly: on })))
  }
  parts.push(toolbar(view), output)
  form.replaceChildren(...parts)
  form.addEventListener('submit', (event) => event.preventDefault())
  const tell = (): void => {
    const shown = view.mask.reduce((sum, passes) => sum + passes, 0)
    const all = run.ops.count
    output.textContent = shown === all ? `${count(all)} operations` : `${count(shown)} of ${count(all)} operations`
  }
  view.onChange((change) => {
    if (change === 'view') tell()
  })
  tell()
}

/** What the keys do, for those who use none. */
function toolbar(view: View): HTMLElement {
  const buttons = [
    button('−', 'Zoom out', () => view.zoom(2)),
    button('+', 'Zoom in', () => view.zoom(0.5)),
    button('All', 'Show the whole run', () => view.showAll()),
  ]
  if (view.run.found.length > 0) {
    buttons.push(button('‹ Finding', 'Previous finding', () => view.stepOp(-1, true)))
    buttons.push(button('Finding ›', 'Next finding', () => view.stepOp(1, true)))
  }
  return h('div', { class: 'actions' }, ...buttons)
}

function switchOf(label: string, on: boolean, changed: (on: boolean) => void): HTMLElement {
  const input = h('input', { type: 'checkbox' })
  input.checked = on
  input.addEventListener('change', () => changed(input.checked))
  return h('label', { class: 'toggle', title: label }, input, label)
}

function group(
  name: string,
  entries: readonly (readonly [number, string])[],
  changed: (on: ReadonlySet<number>) => void,
): HTMLElement {
  const all = new Set(entries.map(([number]) => number))
  const set = h('fieldset', {}, h('legend', {}, name))
  if (entries.length > MOST_SWITCHES) {
    set.append(choice(entries, (number) => changed(number === undefined ? all : new Set([number]))))
    return set
  }
  const on = new Set(all)
  for (const [number, label] of entries) {
    set.append(
      switchOf(label, true, (checked) => {
        if (checked) on.add(number)
        else on.delete(number)
        changed(new Set(on))
      }),
    )
  }
  return set
}

function choice(
  entries: readonly (readonly [number, string])[],
  changed: (number: number | undefined) => void,
): HTMLElement {
  const select = h('select', {}, h('option', { value: '' }, 'all'))
  for (const [number, label] of entries) select.append(h('option', { value: String(number) }, label))
  select.addEventListener('change', () => changed(select.value === '' ? undefined : Number(select.value)))
  return select
}

/** A key by name: free text with suggestions, as there may be thousands. */
function keys(names: readonly string[], changed: (key: number | undefined) => void): HTMLElement {
  const input = h('input', { type: 'text', list: 'murphy-keys', placeholder: 'all', autocomplete: 'off' })
  const options = names.slice(0, 500).map((name) => h('option', { value: name }))
  input.addEventListener('input', () => {
    const text = input.value.trim()
    changed(text === '' ? undefined : names.indexOf(text))
  })
  return h('label', { class: 'pick' }, 'Key', input, h('datalist', { id: 'murphy-keys' }, ...options))
}

function processes(changed: (chosen: ReadonlySet<number>) => void): HTMLElement {
  const input = h('input', { type: 'text', placeholder: '3, 10-19', autocomplete: 'off' })
  input.addEventListener('input', () => changed(readProcesses(input.value)))
  return h('label', { class: 'pick' }, 'Process', input)
}
