import type { ReadConcernLevel } from 'mongodb'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import type { Option } from '../../op/option.ts'
import type { Deployment } from '../target.ts'
import type { Concerns } from './concerns.ts'
import { settings } from './settings.ts'

const ofSetting = 'of-the-setting'

export const options: readonly Option[] = [
  {
    name: 'write-concern',
    about: 'with --setting custom: how many members have a write when it is acknowledged; server: what the server says',
    values: [ofSetting, 'server', '1', '2', '3', 'majority'],
    default: ofSetting,
  },
  {
    name: 'read-concern',
    about:
      'with --setting custom: what reads return; in transactions "snapshot" for linearizable, "local" for available',
    values: [ofSetting, 'server', 'local', 'available', 'majority', 'linearizable', 'snapshot'],
    default: ofSetting,
  },
  {
    name: 'wtimeout',
    about: 'how long a write waits for its write concern, in ms; 0: as long as it takes. The write is not undone',
    whole: true,
    default: 0,
  },
  {
    name: 'read-preference',
    about:
      'which servers answer reads: as-routed: where reads go to the primary, only one that leads; primary: never one that does not; nearest: whoever is asked',
    values: ['as-routed', 'primary', 'nearest'],
    default: 'as-routed',
  },
  {
    name: 'causal',
    about: 'whether a client’s sessions are causally consistent, from one node to the next',
    values: ['off', 'on'],
    default: 'off',
  },
  {
    name: 'driver-retries',
    about: 'whether the driver tries reads, writes and commits again by itself: what went wrong is then hidden',
    values: ['off', 'on'],
    default: 'off',
  },
  {
    name: 'election-timeout',
    about: 'on docker: after how long without a primary one is elected, in ms (the server’s own default: 10000)',
    least: 500,
    most: 60_000,
    whole: true,
    default: 2000,
  },
]

/** How clients behave, as setting and options say. */
export interface Behaviour {
  readonly concerns: Concerns
  readonly wtimeoutMs: number
  readonly readPreference: 'as-routed' | 'primary' | 'nearest'
  readonly causal: boolean
  readonly retries: boolean
}

/** Throws `usage` for what contradicts itself. */
export function behaviour({ setting, options: given }: Pick<Deployment, 'setting' | 'options'>): Behaviour {
  const { 'read-preference': preference = 'as-routed', causal = 'off', wtimeout = 0 } = given
  const concerns = concernsOf(
    setting,
    String(given['write-concern'] ?? ofSetting),
    String(given['read-concern'] ?? ofSetting),
  )
  if (causal === 'on' && (concerns.read === 'linearizable' || concerns.read === 'available'))
    throw new MurphyError(
      'usage',
      `Read concern "${concerns.read}" is not available in causally consistent sessions.`,
      {
        hint: 'Give --setting majority, or leave --causal out.',
      },
    )
  return {
    concerns,
    wtimeoutMs: Number(wtimeout),
    readPreference: preference === 'primary' || preference === 'nearest' ? preference : 'as-routed',
    causal: causal === 'on',
    retries: given['driver-retries'] === 'on',
  }
}

/** A setting's claims are about its own concerns, so others are a setting of their own. */
function concernsOf(name: string, write: string, read: string): Concerns {
  const { concerns } = byName('setting of mongodb', settings, name)
  if (concerns === 'as-told') {
    const told = { write: writeOf(write), read: readOf(read) }
    return { ...told, transactionRead: inTransactions(told.read) }
  }
  if (write !== ofSetting || read !== ofSetting)
    throw new MurphyError('usage', `The setting "${name}" of mongodb has its own read and write concern.`, {
      hint: 'Give --setting custom with --write-concern and --read-concern.',
    })
  return concerns
}

function writeOf(name: string): Concerns['write'] {
  if (name === 'majority') return name
  return name === ofSetting || name === 'server' ? undefined : Number(name)
}

const levels: readonly ReadConcernLevel[] = ['local', 'available', 'majority', 'linearizable', 'snapshot']

function readOf(name: string): ReadConcernLevel | undefined {
  return levels.find((level) => level === name)
}

function inTransactions(read: ReadConcernLevel | undefined): Concerns['transactionRead'] {
  if (read === 'linearizable') return 'snapshot'
  return read === 'available' ? 'local' : read
}
