import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { murphy, temporaryStore } from './murphy.ts'

const store = temporaryStore()

mkdirSync(join(store, 'd.json'))

/** Each ends before anything is started, with one sentence that names what is wrong. */
const cases: [string, string[], RegExp][] = [
  ['an unknown command', ['tets'], /unknown command 'tets'/],
  ['an unknown option', ['test', 'postgres', '--colour', 'red'], /unknown option '--colour'/],
  ['an unknown target', ['test', 'postgers'], /There is no target "postgers"\.\n.*Did you mean "postgres"\?/],
  ['an unknown setting', ['test', 'postgres', '--setting', 'qorum'], /no setting of postgres "qorum"/],
  [
    'an unknown fault',
    ['test', 'postgres', '--faults', 'partitoin'],
    /There is no fault "partitoin"\.\n.*Did you mean "partition"\?/,
  ],
  ['an unknown workload', ['test', 'postgres', '--workload', 'bnak'], /There is no workload "bnak"/],
  ['an unknown backend', ['test', 'postgres', '--backend', 'dokcer'], /There is no backend "dokcer"/],
  [
    'a target that does not run on a backend',
    ['test', 'memory', '--backend', 'docker'],
    /does not run on the backend "docker"/,
  ],
  ['a fault that the target cannot have', ['test', 'memory', '--faults', 'clock'], /The fault "clock" needs/],
  ["another target's option", ['test', 'postgres', '--flaw', 'late'], /no option of postgres "flaw"/],
  ['a number that is none', ['test', 'postgres', '--nodes', 'three'], /"three" is neither a number nor servers/],
  ['a number out of range', ['test', 'postgres', '--nodes', '0'], /--nodes takes a whole number from 1 to 50, not 0/],
  ['a name that is cut short', ['test', 'postgres', '--isolation', 'repeatable'], /Did you mean "repeatable-read"\?/],
  ['help for an unknown command', ['help', 'tets'], /unknown command 'tets'\n {7}Did you mean test\?/],
  [
    'a mistyped option',
    ['test', 'postgres', '--wrokload', 'set'],
    / {7}Did you mean --workload\?\n {7}`murphy test --help`/,
  ],
  ['no value', ['test', 'postgres', '--workload'], /option '--workload <name>' argument missing/],
  ["another workload's option", ['test', 'postgres', '--way', 'in-place'], / {7}--way goes with bank, lost-update\./],
  [
    'a schedule that is a folder',
    ['test', 'postgres', '--schedule', 'd.json'],
    /d\.json cannot be read: it is a folder/,
  ],
  ['no schedules to draw', ['explore', 'postgres', '--runs', '0'], /--runs takes a whole number from 1/],
  [
    'schedules without faults',
    ['explore', 'postgres', '--most-faults', '0'],
    /--most-faults takes a whole number from 1/,
  ],
  ['a demo nowhere', ['demo', '--backend', 'moon'], /There is no backend "moon"/],
  ['a run that is not there', ['analyze', 'nope', '--store', store], /There is no run "nope"/],
  ['neither model nor workload', ['check', 'x.edn'], /Give either --model or --workload/],
  [
    'an unknown consistency model',
    ['check', 'x.edn', '--workload', 'list-append', '--expect', 'perfect'],
    /no consistency model "perfect"/,
  ],
  [
    'an unknown model',
    ['check', 'x.edn', '--model', 'regster'],
    /There is no model "regster"\.\n.*Did you mean "register"\?/,
  ],
]

describe('bad arguments', () => {
  for (const [name, args, says] of cases)
    it(`${name}: exit code 254`, async () => {
      const own = args[0] === 'test' && args.at(-1) !== '--workload' ? ['--store', store] : []
      const { code, stderr, stdout } = await murphy([...args, ...own], { cwd: store })
      expect(stderr).toMatch(says)
      expect(stderr).not.toMatch(/\n {4}at /)
      expect(stdout).toBe('')
      expect(code).toBe(254)
    })

  it('no Docker engine: broken, with what to do', async () => {
    const { code, stderr, stdout } = await murphy(['test', 'postgres', '--backend', 'docker', '--store', store], {
      env: { DOCKER_HOST: 'unix:///nonexistent.sock' },
    })
    expect(code).toBe(255)
    expect(stdout + stderr).toMatch(/docker/i)
    expect(stdout + stderr).not.toMatch(/\n {4}at /)
  })
})
