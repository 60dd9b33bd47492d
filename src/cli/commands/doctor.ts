import { Command } from 'commander'
import { doctor, type FaultHealth, type Way } from '../../scenario/doctor.ts'
import { version } from '../../scenario/version.ts'
import { table } from '../format.ts'

/** `murphy doctor`: what works on this machine, and what to install for the rest. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('try every backend and fault on this machine, and say what to install for what does not work')
    .option('--json', 'as JSON')
    .action(async (flags: { json?: boolean }) => {
      const found = await doctor((line) => process.stderr.write(`${line}\n`))
      if (flags.json === true)
        process.stdout.write(`${JSON.stringify({ murphy: version, node: process.version, backends: found })}\n`)
      else {
        process.stdout.write(`murphy ${version}, Node ${process.version}, ${process.platform} ${process.arch}\n`)
        for (const health of found) {
          process.stdout.write(`\n${health.works ? 'works   ' : 'missing '} ${health.backend}: ${health.detail}\n`)
          if (!health.works && health.hint !== undefined) process.stdout.write(`          ${health.hint}\n`)
          process.stdout.write(`          targets: ${health.targets.join(', ') || 'none'}\n`)
          for (const { target, lacks } of health.lacking) process.stdout.write(`          ${target}: ${lacks}\n`)
          if (health.works) process.stdout.write(`${table(health.faults.flatMap(rows), undefined, '          ')}\n`)
        }
      }
      // A machine on which nothing can be broken is good for `check` and `analyze` only.
      const troubles = found.some(({ works, faults }) => works && faults.some(({ lacks }) => lacks.length === 0))
      process.exitCode = troubles ? 0 : 255
    })
}

/** A fault, whether it works here, and by what, or why not. */
function rows(health: FaultHealth): [string, string, string][] {
  const { fault, vdso } = health
  return [row(fault, health), ...(vdso === undefined ? [] : [row(`${fault} (Go)`, vdso)])]
}

function row(name: string, { lacks, by, why }: Way): [string, string, string] {
  if (lacks.length === 0) return [name, 'works', by ?? 'by the target']
  return [name, 'no', why ?? `nothing that runs here has ${lacks.join(', ')}`]
}
