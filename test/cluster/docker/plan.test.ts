import { describe, expect, it } from 'vitest'
import type { Rule } from '../../../src/cluster/cluster.ts'
import { bestWay, mechanismOf } from '../../../src/cluster/docker/links/mechanisms.ts'
import { readPing } from '../../../src/cluster/docker/links/ping.ts'
import { planFor } from '../../../src/cluster/docker/links/plan.ts'

const of = (name: string) => (name === 'client' ? '198.18.7.1' : `198.18.7.1${name.slice(1)}`)
const rules: Rule[] = [
  { from: 'n1', to: 'n2', shape: { delayMs: 50, jitterMs: 10, distribution: 'normal', correlation: 0.25 } },
  { from: 'n1', to: 'client', shape: { loss: 0.2, bytesPerSecond: 125_000, queueBytes: 30_000 } },
]

describe('a queue', () => {
  it('takes packets where they arrive, and those for the client where they leave', () => {
    expect(planFor.queue('n2', rules, of)).toMatchObject({
      chain: [
        '-A MURPHY -m mark --mark 0x4d -j RETURN',
        '-A MURPHY -s 198.18.7.11/32 -j NFQUEUE --queue-num 77 --queue-bypass',
      ],
      input: '198.18.7.11 198.18.7.12 50000 10000 normal 0 0 0 0 0.25 0 0\n',
    })
    expect(planFor.queue('n1', rules, of)).toMatchObject({
      chain: [expect.any(String), '-A MURPHY -d 198.18.7.1/32 -j NFQUEUE --queue-num 77 --queue-bypass'],
      input: '198.18.7.11 198.18.7.1 0 0 uniform 0.2 0 0 0 0 125000 30000\n',
    })
  })

  it('is left alone by packets that have no rule', () => {
    expect(planFor.queue('n3', rules, of)).toMatchObject({ chain: [], input: '' })
  })
})

describe('netem', () => {
  it('has a class for each link on the way out', () => {
    const { chain, script } = planFor.netem('n1', rules, of)
    expect(chain).toEqual([])
    expect(script.split('\n').slice(3)).toEqual([
      'tc qdisc add dev "$dev" root handle 4d: htb',
      'tc class add dev "$dev" parent 4d: classid 4d:1 htb rate 10gbit quantum 60000',
      'tc qdisc add dev "$dev" parent 4d:1 netem limit 100000 delay 50ms 10ms 25% distribution normal',
      'tc filter add dev "$dev" parent 4d: protocol ip u32 match ip dst 198.18.7.12/32 flowid 4d:1',
      'tc class add dev "$dev" parent 4d: classid 4d:2 htb rate 10gbit quantum 60000',
      'tc qdisc add dev "$dev" parent 4d:2 netem limit 20 loss 20% rate 1000000bit',
      'tc filter add dev "$dev" parent 4d: protocol ip u32 match ip dst 198.18.7.1/32 flowid 4d:2',
    ])
  })

  it('loses in bursts without losing less', () => {
    const lossy = [{ from: 'n1', to: 'n2', shape: { loss: 0.2, correlation: 0.75 } }]
    // In a burst for 5 of 25 packets: a fifth.
    expect(planFor.netem('n1', lossy, of).script).toContain('netem limit 100000 loss gemodel 5% 20%')
    const corrupt = [{ from: 'n1', to: 'n2', shape: { corruption: 0.2, correlation: 0.75 } }]
    expect(planFor.netem('n1', corrupt, of).script).toContain('netem limit 100000 corrupt 20%\n')
  })

  it('removes only a root of its own, and adds none where nothing is asked for', () => {
    const { script } = planFor.netem('n2', rules, of)
    expect(script).toContain('grep -q "qdisc htb 4d:" && tc qdisc del')
    expect(script).not.toContain('tc qdisc add')
  })

  it('refuses what it cannot reach', () => {
    const fromClient = [{ from: 'client', to: 'n1', shape: { delayMs: 1 } }]
    expect(() => planFor.netem('n1', fromClient, of)).toThrow('only what leaves a node')
  })
})

describe('without netem and queue', () => {
  it('loses by iptables and limits by tbf', () => {
    const { chain, script } = planFor.basic('n1', rules, of)
    expect(chain).toEqual(['-A MURPHY -d 198.18.7.1/32 -m statistic --mode random --probability 0.2 -j DROP'])
    expect(script).toContain('tbf rate 1000000bit burst 3000 limit 30000')
    expect(script).not.toContain('198.18.7.12')
  })
})

describe('the way that is chosen', () => {
  it('is the most faithful that the kernel has', () => {
    expect(bestWay(new Set(['netem', 'classes', 'queue']))).toBe('netem')
    expect(bestWay(new Set(['netem', 'queue']))).toBe('queue')
    expect(bestWay(new Set(['statistic']))).toBe('basic')
  })

  it('says what is lacking', () => {
    expect(mechanismOf('loss', 'basic', new Set(['statistic']))).toEqual({ by: 'iptables statistic' })
    expect(mechanismOf('delay', 'basic', new Set(['statistic']))).toEqual({ lacks: expect.stringContaining('netem') })
    expect(mechanismOf('reset', 'queue', new Set())).toEqual({ lacks: expect.stringContaining('INET_DIAG_DESTROY') })
  })
})

describe('what ping prints', () => {
  const line = (n: number, ms: number) => `64 bytes from 198.18.7.12: icmp_seq=${n} ttl=64 time=${ms} ms`

  it('is read', () => {
    const output = [line(1, 10), line(3, 30), line(2, 50), `${line(3, 31)} (DUP!)`, line(6, 20)].join('\n')
    expect(readPing(output)).toEqual({ sent: 6, received: 4, medianMs: 30, duplicated: 1, reordered: 1 })
  })

  it('counts what was sent when nothing came back', () => {
    const output = '20 packets transmitted, 0 received, 100% packet loss, time 2012ms'
    expect(readPing(output)).toEqual({ sent: 20, received: 0, medianMs: undefined, duplicated: 0, reordered: 0 })
  })
})
