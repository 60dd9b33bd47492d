import { count, duration, moment } from '../text.ts'
import { copyButton } from './copy.ts'
import { FAIL, INFO } from './data.ts'
import { button, h } from './dom.ts'
import { writePlace } from './hash.ts'
import type { View } from './view.ts'

const outcomes = [
  { word: 'ok', says: 'It happened.' },
  { word: 'fail', says: 'It did not happen.' },
  { word: 'info', says: 'Nobody knows: it may take effect at any later time, or never.' },
] as const

/** The panel beside the chart: the selected op with all its fields, a step, or the window in numbers. */
export function showCard(view: View, card: HTMLElement): void {
  const { selected, step } = view
  if (selected !== undefined) card.replaceChildren(...opCard(view, selected))
  else if (step !== undefined) card.replaceChildren(...stepCard(view, step))
  else card.replaceChildren(...windowCard(view))
}

function rows(entries: readonly (readonly [string, string | undefined])[]): HTMLElement {
  const list = h('dl')
  for (const [term, text] of entries) {
    if (text === undefined || text === '') continue
    list.append(h('div', {}, h('dt', {}, term), h('dd', {}, text)))
  }
  return list
}

function opCard(view: View, position: number): Node[] {
  const { run } = view
  const { ops } = run
  const type = ops.type[position] ?? 0
  const { word, says } = outcomes[type] ?? outcomes[0]
  const [at, end] = [(ops.at[position] ?? 0) * 1e3, (ops.end[position] ?? 0) * 1e3]
  const index = ops.index[position] ?? 0
  const done = ops.done[position] ?? -1
  const error = run.errors[ops.error[position] ?? -1]
  const f = run.fs[ops.f[position] ?? 0] ?? ''
  const nodes: Node[] = [h('h3', {}, `#${index} ${f} ${ops.value[position] ?? ''}`)]
  if (ops.found[position] === 1) nodes.push(h('p', { class: 'found' }, '▼ A checker found fault with this operation.'))
  nodes.push(
    rows([
      ['Outcome', `${word}. ${says}`],
      ['Value', ops.value[position]],
      ['Learnt', ops.result[position]],
      ['Error', error === undefined ? undefined : `${error.kind}: ${error.message}`],
      ['Key', run.keys[ops.key[position] ?? -1]],
      ['Node', run.nodes[ops.node[position] ?? -1]],
      ['Process', String(ops.process[position] ?? '')],
      ['Asked', moment(at)],
      ['Answered', done === -1 ? 'never' : moment(end)],
      ['Took', done === -1 ? undefined : duration(end - at)],
      ['Lines', done === -1 ? `${index}` : `${index} and ${done} of the history`],
      ['Under', faultsAt(view, ops.at[position] ?? 0, ops.end[position] ?? 0)],
    ]),
  )
  const place = { op: index, span: view.span }
  const link = new URL(writePlace(place), location.href).href
  nodes.push(
    h(
      'div',
      { class: 'actions' },
      button('Previous', 'Previous operation', () => view.stepOp(-1)),
      button('Next', 'Next operation', () => view.stepOp(1)),
      button('Zoom to it', 'Zoom to this operation', () => view.zoomToSelected()),
      copyButton('Copy link', link),
      button('Close', 'Clear the selection', () => view.clear()),
    ),
  )
  return nodes
}

/** The faults in force while an op was under way. */
function faultsAt(view: View, from: number, to: number): string | undefined {
  const hit = view.run.faults.filter((fault) => fault.began <= to && (fault.ended === -1 || fault.ended >= from))
  return hit.length === 0 ? undefined : hit.map(({ fault, nodes }) => `${fault} (${nodes.join(', ')})`).join('; ')
}

function stepCard(view: View, number: number): Node[] {
  const step = view.run.steps[number]
  if (step === undefined) return windowCard(view)
  return [
    h('h3', {}, step.title),
    rows([
      ['At', moment(step.at * 1e3)],
      ['What', step.text],
      ['Line', `${step.op} of the history`],
    ]),
    h(
      'div',
      { class: 'actions' },
      button('Close', 'Clear the selection', () => view.clear()),
    ),
  ]
}

function windowCard(view: View): Node[] {
  const { run, span, mask } = view
  const { ops } = run
  const totals = [0, 0, 0]
  let found = 0
  for (let i = 0; i < ops.count; i++) {
    if (mask[i] === 0 || (ops.end[i] ?? 0) < span.from || (ops.at[i] ?? 0) > span.to) continue
    const type = ops.type[i] ?? 0
    totals[type] = (totals[type] ?? 0) + 1
    found += ops.found[i] ?? 0
  }
  const [ok = 0, fail = 0, info = 0] = [totals[0], totals[FAIL], totals[INFO]]
  return [
    h('h3', {}, 'This window'),
    rows([
      ['From', moment(span.from * 1e3)],
      ['To', moment(span.to * 1e3)],
      ['ok', count(ok)],
      ['fail', count(fail)],
      ['info', count(info)],
      ['Findings', found === 0 ? undefined : count(found)],
    ]),
    h('p', { class: 'small' }, 'Choose an operation to see all of it here.'),
  ]
}
