import { parseArgs } from 'node:util'
import { MurphyError } from '../src/op/failure.ts'

const tables = ['harness', 'nodes', 'linearizability', 'isolation', 'agreement', 'again']

/** The options that main.ts tells. @throws MurphyError for any other. */
export function readOptions(args: readonly string[]) {
  const { runs, seed, times, 'time-limit': timeLimit, rate, ...texts } = parsed(args)
  if (texts.only !== undefined && !tables.includes(texts.only)) throw usage(`the bench has no table "${texts.only}"`)
  return {
    ...texts,
    runs: number('runs', runs),
    seed: number('seed', seed),
    times: number('times', times),
    timeLimit: number('time-limit', timeLimit),
    rate: number('rate', rate),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        long: { type: 'boolean', default: false },
        rows: { type: 'string', default: '' },
        record: { type: 'boolean', default: false },
        runs: { type: 'string', default: '100000' },
        seed: { type: 'string', default: '1' },
        fresh: { type: 'boolean', default: false },
        target: { type: 'string', default: 'memory' },
        times: { type: 'string', default: '20' },
        'time-limit': { type: 'string', default: '30' },
        rate: { type: 'string', default: '80' },
        setting: { type: 'string' },
        backend: { type: 'string' },
        workload: { type: 'string', default: 'set' },
        faults: { type: 'string', default: 'pause' },
        nodes: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw usage(`the bench cannot read its options: ${(error as Error).message.split('. ')[0]}`)
  }
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0)) throw usage(`--${name} is a number, not "${text}"`)
  return value
}

function usage(message: string): MurphyError {
  return new MurphyError('usage', message, {
    hint: `bench/main.ts tells the options; tables are ${tables.join(', ')}.`,
  })
}
