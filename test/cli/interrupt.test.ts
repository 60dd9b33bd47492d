import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { interruptible } from '../../src/cli/interrupt.ts'

let time: number
let said: string
let exits: (number | undefined)[]

beforeEach(() => {
  time = 0
  said = ''
  exits = []
  vi.spyOn(performance, 'now').mockImplementation(() => time)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exits.push(Number(code))
    return undefined as never
  })
})
afterEach(() => vi.restoreAllMocks())

/** A person, or a CI, at a moment in ms. */
function stop(at: number, signal: NodeJS.Signals = 'SIGINT'): void {
  time = at
  process.emit(signal, signal)
}

it('the first Ctrl-C asks to stop, the second warns, the third ends at once', async () => {
  await interruptible(async (signal) => {
    stop(1000)
    expect(signal.aborted).toBe(true)
    expect(said).toMatch(/^\nstopping: healing faults/)
    stop(3000)
    expect(said).toMatch(/still stopping; a third time ends Murphy at once/)
    expect(exits).toEqual([])
    stop(5000)
    expect(said).toMatch(/`murphy clean` removes what is left/)
    expect(exits).toEqual([255])
  })
})

it('one Ctrl-C that npm passes on as well counts once', async () => {
  await interruptible(async () => {
    stop(1000)
    stop(1001)
    stop(1100, 'SIGTERM')
    expect(said.match(/stopping/g)).toHaveLength(1)
  })
})

it('ends at once, with the last words, where nothing is left to be undone', async () => {
  await interruptible(
    async (signal) => {
      stop(1000, 'SIGTERM')
      expect(signal.aborted || exits.length > 0).toBe(true)
    },
    { over: () => 'it is recorded' },
  )
  expect(said).toContain('\nit is recorded\n')
  expect(exits[0]).toBe(2)
})

it('listens only while it runs, also where that fails', async () => {
  const before = process.listenerCount('SIGINT')
  const failed = interruptible(async () => {
    expect(process.listenerCount('SIGINT')).toBe(before + 1)
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  expect(process.listenerCount('SIGINT')).toBe(before)
})
