import { Command } from 'commander'
import { faults, schedules } from '../../../nemesis/registry.ts'
import { workloads } from '../../../workloads/registry.ts'
import { checkers } from '../../checkers/registry.ts'
import { backends } from '../../cluster/registry.ts'
import { byName } from '../../op/names.ts'
import type { Option } from '../../op/option.ts'
import { targets } from '../../targets/registry.ts'
import type { Claim, Target } from '../../targets/target.ts'
import { table, wrap } from '../format.ts'

/** `murphy list`: what there is, from the same registries that run it. */
export function listCommand(): Command {
  return new Command('list')
    .description('list targets with their settings, workloads, faults, schedules, checkers and backends')
    .argument('[target]', 'one target in full: settings, what its documentation promises, options')
    .option('--target <name>', 'the same')
    .option('--json', 'as JSON')
    .action((named: string | undefined, flags: { target?: string; json?: boolean }) => {
      const one = named ?? flags.target
      const shown = one === undefined ? targets : [byName('target', targets, one)]
      const all = { targets: shown.map(targetData), ...(one === undefined ? others() : {}) }
      process.stdout.write(flags.json === true ? `${JSON.stringify(all, null, 2)}\n` : text(all, one !== undefined))
    })
}

const targetData = ({ name, title, about, settings, options, dataTypes, backends: places, capabilities }: Target) => ({
  name,
  title,
  about,
  settings,
  options,
  dataTypes,
  backends: Object.keys(places),
  capabilities,
})

const others = () => ({
  workloads: workloads.map(({ name, about, dataType, options = [] }) => ({ name, about, dataType, options })),
  faults: faults.map(({ name, about, needs, specs }) => ({ name, about, needs, specs })),
  schedules: schedules.map(({ name, about, faults: used }) => ({ name, about, faults: used })),
  checkers: [...checkers].map(({ name, about }) => ({ name, about })),
  backends: backends.map(({ name, about, capabilities }) => ({ name, about, capabilities })),
})

const optionRow = ({ name, about, values, read, default: usual }: Option) => ({
  name: `--${name}`,
  about: `${about} (${values?.join(', ') ?? (read === undefined ? 'a number' : 'text')}; default ${usual})`,
})

/** `, --isolation serializable`: under which options it is promised. */
const whenText = ({ when = {} }: Claim) =>
  Object.entries(when)
    .map(([name, value]) => `, --${name} ${value}`)
    .join('')

type All = { targets: ReturnType<typeof targetData>[] } & Partial<ReturnType<typeof others>>

function text(all: All, full: boolean): string {
  const sections: string[] = []
  for (const target of all.targets) {
    const lines = [
      wrap(`${target.name}: ${target.about}`),
      wrap(`runs on ${target.backends.join(', ')}; offers ${target.dataTypes.join(', ')}`, undefined, '  '),
      table(target.settings.map((setting) => [`setting ${setting.name}`, setting.about])),
    ]
    if (target.options.length > 0)
      lines.push(table(target.options.map(optionRow).map(({ name, about }) => [name, about])))
    if (full)
      for (const setting of target.settings)
        for (const claim of setting.claims)
          lines.push(
            `  ${setting.name}, ${claim.kind}: ${claim.promise}`,
            wrap(claim.text, undefined, '    '),
            wrap(`(${claim.source}${whenText(claim)})`, undefined, '    '),
          )
    sections.push(lines.join('\n'))
  }
  const named = (title: string, rows: readonly { name: string; about: string }[] | undefined) => {
    if (rows !== undefined) sections.push(`${title}\n${table(rows.map((row) => [row.name, row.about]))}`)
  }
  named(
    'Workloads',
    all.workloads?.flatMap(({ name, about, options }) => [{ name, about }, ...options.map(optionRow)]),
  )
  named(
    'Faults',
    all.faults?.map((fault) => ({ ...fault, about: `${fault.about} (needs ${fault.needs.join(', ')})` })),
  )
  named('Schedules', all.schedules)
  named('Checkers', all.checkers)
  named('Backends', all.backends)
  return `${sections.join('\n\n')}\n`
}
