import { join } from 'node:path'
import { Command } from 'commander'
import { newTarget } from '../../scenario/new-target.ts'

/** `murphy new-target NAME`: a folder with a target that runs, to be made one's own. */
export function newTargetCommand(): Command {
  return new Command('new-target')
    .description('write a target of your own that runs, with its program and its test (docs/new-target.md)')
    .argument('<name>', 'what it is called: small letters, digits and hyphens')
    .option('--to <folder>', 'where it is written (default: a folder of that name)')
    .action((name: string, { to = name }: { to?: string }) => {
      const files = newTarget(name, to)
      process.stdout.write(`${files.map((file) => `wrote ${file}\n`).join('')}\n${next(to)}`)
    })
}

const next = (folder: string) => `It runs as it is, and has a flaw planted:

  npx murphy test ${path(folder)} --reads any-node --faults kill --time-limit 5
  npx murphy test ${path(folder)} --setting cached --reads any-node --time-limit 5
  node --test ${join(folder, 'index.test.mjs')}     (with murphy installed: npm install --save-dev murphy)

docs/new-target.md walks through it.
`

const path = (folder: string) => (folder.startsWith('/') ? join(folder, 'index.mjs') : `./${join(folder, 'index.mjs')}`)
