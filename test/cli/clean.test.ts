import { expect, it } from 'vitest'
import { cleanedText } from '../../src/cli/commands/clean.ts'
import type { CleanedThing } from '../../src/cluster/cluster.ts'

it('one line a run: processes counted, the rest by name', () => {
  const things: CleanedThing[] = [
    { kind: 'process', name: '12', runId: 'a' },
    { kind: 'process', name: '13', runId: 'a' },
    { kind: 'folder', name: '/tmp/murphy-a', runId: 'a' },
    { kind: 'container', name: 'murphy-b-n1', runId: 'b' },
  ]
  expect(cleanedText(things)).toBe(
    'run a: removed 2 processes and folder /tmp/murphy-a\nrun b: removed container murphy-b-n1\n',
  )
  expect(cleanedText([])).toBe('')
})
