import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkProgress, progressLine } from '../../src/cli/check-progress.ts'
import type { FileProgress } from '../../src/scenario/check-file.ts'

const reading: FileProgress = { file: '/runs/huge.jsonl', phase: 'reading', share: 0.456 }
const checking: FileProgress = {
  file: '/runs/huge.jsonl',
  phase: 'checking',
  keysDone: 3,
  keys: 12,
  steps: 1_240_000,
}

describe('the line of a check', () => {
  it('says how much was read, and how much is decided', () => {
    expect(progressLine(reading, 1234)).toBe('huge.jsonl  reading, 45 %  1.2 s')
    expect(progressLine(checking, 61_000)).toBe('huge.jsonl  checking, 3 of 12 keys, 1,240,000 steps  61.0 s')
    expect(progressLine({ file: 'a.edn', phase: 'checking' }, 500)).toBe('a.edn  checking  0.5 s')
  })
})

describe('progress of a check', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function screen(isTTY: boolean, columns = 100) {
    const written: string[] = []
    return { isTTY, columns, written, write: (text: string) => written.push(text) }
  }

  it('on a terminal: one line, renewed while the check is silent, and gone at the end', () => {
    const to = screen(true, 40)
    const { show, clear } = checkProgress(to, { asked: false, live: true })
    show?.(reading)
    vi.advanceTimersByTime(400)
    expect(to.written).toEqual([])
    vi.advanceTimersByTime(200)
    show?.(checking)
    vi.advanceTimersByTime(400)
    clear()
    expect(to.written).toEqual([
      'huge.jsonl  reading, 45 %  0.6 s',
      '\r\u001b[2Khuge.jsonl  checking, 3 of 12 keys, 1,2',
      '\r\u001b[2Khuge.jsonl  checking, 3 of 12 keys, 1,2',
      '\r\u001b[2K',
    ])
    vi.advanceTimersByTime(5000)
    expect(to.written).toHaveLength(4)
  })

  it('of each file by itself: what is done at once is not shown', () => {
    const to = screen(true)
    const { show, clear } = checkProgress(to, { asked: false, live: true })
    for (const file of ['a', 'b', 'c', 'd']) {
      show?.({ ...reading, file })
      vi.advanceTimersByTime(450)
      clear()
    }
    expect(to.written).toEqual([])
  })

  it('elsewhere nothing, or lines now and then when asked', () => {
    expect(checkProgress(screen(false), { asked: false, live: false }).show).toBeUndefined()
    const to = screen(false)
    const { show, clear } = checkProgress(to, { asked: true, live: false })
    show?.(reading)
    vi.advanceTimersByTime(4500)
    clear()
    expect(to.written).toEqual(['huge.jsonl  reading, 45 %  2.0 s\n', 'huge.jsonl  reading, 45 %  4.0 s\n'])
  })
})
