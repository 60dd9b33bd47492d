import type { RunData } from './data.ts'
import { h, svg } from './dom.ts'
import { dashes } from './paint/lag.ts'
import { nodeColour, type Palette } from './theme.ts'

/** What the colours and shapes stand for. */
export function showLegend(run: RunData, colours: Palette, legend: HTMLElement): void {
  const entries: [string, SVGElement[]][] = [
    ['ok', [svg('rect', { x: '2', y: '3', width: '20', height: '7', fill: colours.ok })]],
    ['fail', [svg('rect', { x: '2.5', y: '6.5', width: '19', height: '5', fill: 'none', stroke: colours.fail })]],
    ['info, may still happen', [svg('path', { d: 'M2 1h9l5 5.5-5 5.5H2zM15 5.5h8v2h-8z', fill: colours.info })]],
  ]
  if (run.found.length > 0)
    entries.push(['found by a checker', [svg('path', { d: 'M6 1h12l-6 11z', fill: colours.found })]])
  if (run.ops.count > 0) {
    const line = (dash: string): SVGElement =>
      svg('path', { d: 'M1 6.5h22', stroke: colours.ink, 'stroke-width': '1.5', 'stroke-dasharray': dash })
    entries.push(['p50', [line('')]], ['p95', [line('5 3')]], ['p99', [line('2 2')]])
  }
  if (run.lag.at.length > 0) {
    run.nodes.forEach((name, node) => {
      const dash = (dashes[node % dashes.length] ?? []).join(' ')
      const stroke = nodeColour(colours, node)
      entries.push([
        `lag of ${name}`,
        [svg('path', { d: 'M1 6.5h22', stroke, 'stroke-width': '2', 'stroke-dasharray': dash })],
      ])
    })
  }
  legend.replaceChildren(
    ...entries.map(([text, shapes]) =>
      h('span', {}, svg('svg', { viewBox: '0 0 24 13', 'aria-hidden': 'true' }, ...shapes), text),
    ),
  )
}
