import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeSubnets, gatewayOf, nodeAddress } from '../../../src/cluster/docker/subnet.ts'

describe('address ranges', () => {
  it('lie in 198.18.0.0/15, begin at the asked one and go around', () => {
    const all = freeSubnets([], 511)
    expect(all).toHaveLength(512)
    expect(all.slice(0, 2)).toEqual(['198.19.255.0/24', '198.18.0.0/24'])
    expect(new Set(all).size).toBe(512)
  })

  it('give the controller .1 and nodes from .11 on', () => {
    expect(gatewayOf('198.18.7.0/24')).toBe('198.18.7.1')
    expect([0, 1, 199].map((index) => nodeAddress('198.18.7.0/24', index))).toEqual([
      '198.18.7.11',
      '198.18.7.12',
      '198.18.7.210',
    ])
  })

  it.each([
    ['a /16 over half of them', '198.18.0.0/16', 256],
    ['a single address', '198.18.3.7/32', 511],
    ['an address with its prefix, as interfaces have', '198.18.3.7/23', 510],
    ['a range around them', '198.0.0.0/8', 0],
    ['a range elsewhere', '172.17.0.0/16', 512],
    ['IPv6', 'fd00::2/64', 512],
    ['loopback of IPv6', '::1/128', 512],
  ])('avoid %s', (_, used, left) => {
    expect(freeSubnets([used], 0)).toHaveLength(left)
  })

  it('never name a range twice as long as every one given is used', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(511), { maxLength: 40 }), (starts) => {
        const used: string[] = []
        for (const start of starts) used.push(freeSubnets(used, start)[0] ?? '')
        expect(new Set(used).size).toBe(used.length)
      }),
    )
  })
})
