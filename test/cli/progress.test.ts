import { describe, expect, it } from 'vitest'
import { progressTo, statusLine } from '../../src/cli/progress.ts'
import type { ProgressEvent, Tick } from '../../src/scenario/progress.ts'

const tick: Tick = {
  elapsedMs: 4200,
  limitMs: 20_000,
  ops: 12_345,
  opsPerSecond: 512.4,
  ok: 12_000,
  fail: 300,
  info: 45,
  activeFaults: ['kill', 'partition'],
  roles: [
    { node: 'n1', role: 'primary' },
    { node: 'n2', role: 'standby' },
  ],
}

/** A stderr that remembers. */
function screen(isTTY: boolean, columns = 100) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text) }
}

const story: ProgressEvent[] = [
  { kind: 'started', seed: 7, folder: '/store/run' },
  { kind: 'phase', phase: 'set-up', detail: 'three nodes' },
  { kind: 'log', line: 'starting' },
  { kind: 'phase', phase: 'load' },
  { kind: 'tick', tick },
  { kind: 'log', line: 'nemesis: kill' },
  { kind: 'tick', tick: { ...tick, ops: 13_000 } },
  { kind: 'phase', phase: 'tear-down' },
]

describe('the status line', () => {
  it('says time, ops, errors, faults and roles', () => {
    expect(statusLine(tick, 200)).toBe(
      '4.2 s of 20.0 s  12,345 ops, 512/s  300 failed, 45 unknown  kill+partition  n1 primary, n2 standby',
    )
  })

  it('leaves out whole parts, what matters least first', () => {
    expect(statusLine(tick, 90)).toBe('4.2 s of 20.0 s  12,345 ops, 512/s  300 failed, 45 unknown  kill+partition')
    expect(statusLine(tick, 70)).toBe('4.2 s of 20.0 s  12,345 ops, 512/s  kill+partition')
    expect(statusLine(tick, 40)).toBe('4.2 s of 20.0 s  12,345 ops, 512/s')
    expect(statusLine(tick, 15)).toBe('4.2 s of 20.0 s')
    expect(statusLine(tick, 5)).toBe('')
  })

  it('does not count on past the time limit', () => {
    expect(statusLine({ ...tick, elapsedMs: 21_000, activeFaults: [] }, 80)).toMatch(/^21\.0 s, ending .*no fault/)
  })
})

describe('progress', () => {
  it('on a terminal: one living line below those that stay', () => {
    const to = screen(true, 50)
    const show = progressTo(to, { quiet: false, live: true, now: () => 0 })
    for (const event of story) show(event)
    const text = to.written.join('')
    // Every line that stays begins at the left edge, not behind what is left of the living one.
    const kept = text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\r\u001b[2K').at(-1))
    expect(kept).toEqual([
      'seed 7  /store/run',
      '    0 ms  set-up: three nodes',
      '          starting',
      '    0 ms  load',
      '          nemesis: kill',
      '    0 ms  tear-down',
    ])
    expect(text).toContain('4.2 s of 20.0 s  13,000 ops, 512/s')
    expect(text.endsWith('tear-down\n')).toBe(true)
  })

  it('elsewhere: phases, and the state once a minute', () => {
    const to = screen(false)
    let time = 0
    const show = progressTo(to, { quiet: false, now: () => time })
    for (const event of story) show(event)
    expect(to.written.join('')).toBe(
      'seed 7  /store/run\n    0 ms  set-up: three nodes\n    0 ms  load\n    0 ms  tear-down\n',
    )
    time = 61_000
    to.written.length = 0
    for (let i = 0; i < 3; i++) show({ kind: 'tick', tick })
    expect(to.written).toHaveLength(1)
    expect(to.written[0]).toMatch(/^ {10}4\.2 s of 20\.0 s .*n2 standby\n$/)
  })

  it('quiet: the seed and the folder, even on a terminal', () => {
    const to = screen(true)
    const show = progressTo(to, { quiet: true })
    for (const event of story) show(event)
    expect(to.written.join('')).toBe('seed 7  /store/run\n')
  })
})
