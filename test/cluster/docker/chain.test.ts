import { describe, expect, it } from 'vitest'
import { chainOf } from '../../../src/cluster/docker/chain.ts'

const addresses: Record<string, string> = {
  client: '198.18.7.1',
  n1: '198.18.7.11',
  n2: '198.18.7.12',
  n3: '198.18.7.13',
}
const rules = (node: string, cuts: { from: string; to: string }[]) =>
  chainOf(node, cuts, (name) => addresses[name] ?? '?').split('\n')

describe('the chain of a node', () => {
  it('is emptied by declaring it, within one commit', () => {
    expect(rules('n1', [])).toEqual(['*filter', ':MURPHY - [0:0]', 'COMMIT', ''])
  })

  it('drops what comes from nodes that may not reach it, and nothing that it sends to them', () => {
    const cuts = [
      { from: 'n2', to: 'n1' },
      { from: 'n1', to: 'n3' },
    ]
    expect(rules('n1', cuts).slice(2, -2)).toEqual(['-A MURPHY -s 198.18.7.12/32 -j DROP'])
    expect(rules('n3', cuts).slice(2, -2)).toEqual(['-A MURPHY -s 198.18.7.11/32 -j DROP'])
    expect(rules('n2', cuts).slice(2, -2)).toEqual([])
  })

  it('drops what goes to the controller where it leaves', () => {
    const cuts = [
      { from: 'client', to: 'n1' },
      { from: 'n1', to: 'client' },
    ]
    expect(rules('n1', cuts).slice(2, -2)).toEqual([
      '-A MURPHY -s 198.18.7.1/32 -j DROP',
      '-A MURPHY -d 198.18.7.1/32 -j DROP',
    ])
  })

  it('holds each rule once', () => {
    const twice = Array.from({ length: 2 }, () => ({ from: 'n2', to: 'n1' }))
    expect(rules('n1', twice).filter((rule) => rule.startsWith('-A'))).toHaveLength(1)
  })
})
