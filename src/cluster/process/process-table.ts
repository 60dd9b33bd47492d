import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

/**
 * One process of this machine. A pid alone does not name a process, since the kernel hands pids out again; a pid with
 * its start time does. `start` is only ever compared for being the same.
 */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly state: 'running' | 'stopped' | 'dead'
  readonly start: string
  /** Has a controlling terminal, so that a human may be sitting at it. */
  readonly terminal: boolean
}

const STOP_BIT = 1n << BigInt(constants.signals.SIGSTOP - 1)

const linux = process.platform === 'linux'

/** Every process that this user can see. Synchronous: between looking and acting nothing of ours may come. */
export function processTable(): ProcessInfo[] {
  return linux ? fromProc() : psTable(['-A'])
}

/** One process, or undefined when there is none of that pid. */
export function processInfo(pid: number): ProcessInfo | undefined {
  return linux ? readStat(pid) : psTable(['-p', String(pid)])[0]
}

/** Whether the very process that once had this pid and start time still runs. */
export function isAlive(pid: number, start: string): boolean {
  const now = processInfo(pid)
  return now !== undefined && now.start === start && now.state !== 'dead'
}

function fromProc(): ProcessInfo[] {
  const table: ProcessInfo[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const info = readStat(pid)
    if (info !== undefined) table.push(info)
  }
  return table
}

function readStat(pid: number): ProcessInfo | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  // proc_pid_stat(5). The program's name stands in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const letter = fields[0] ?? ''
  return {
    pid,
    state: letter === 'D' && mustStop(pid) ? 'stopped' : stateOf(letter),
    ppid: Number(fields[1]),
    terminal: fields[4] !== '0',
    start: fields[19] ?? '',
  }
}

/**
 * Whether a process that waits in the kernel (state D) will stop before it runs another instruction of its own. The
 * parent of a vfork(2) whose child was stopped first waits like that for as long as the pause lasts.
 */
function mustStop(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const pending = [...status.matchAll(/^(?:Sig|Shd)Pnd:\s*([\da-f]+)$/gm)]
    return pending.some(([, mask]) => (BigInt(`0x${mask}`) & STOP_BIT) !== 0n)
  } catch {
    return false
  }
}

/** Where there is no /proc. `selection`: options of ps(1) that choose processes. */
export function psTable(selection: readonly string[]): ProcessInfo[] {
  let out: string
  try {
    out = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,stat=,tty=,lstart='], {
      encoding: 'utf8',
      maxBuffer: 64e6,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    })
  } catch {
    return [] // ps exits 1 when it finds no process
  }
  const table: ProcessInfo[] = []
  for (const line of out.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line)
    if (match === null) continue
    const [, pid, ppid, state = '', terminal = '', start = ''] = match
    table.push({
      pid: Number(pid),
      ppid: Number(ppid),
      state: stateOf(state.charAt(0)),
      terminal: !/^\?+$|^-$/.test(terminal),
      start,
    })
  }
  return table
}

/** T: stopped by a signal. Z and X: dead, waiting to be reaped; they hold no lock, no port and no file. */
function stateOf(letter: string): ProcessInfo['state'] {
  if (letter === 'T') return 'stopped'
  return letter === 'Z' || letter === 'X' ? 'dead' : 'running'
}
