import type Docker from 'dockerode'
import type { LinkCapability, Mechanism } from '../../cluster.ts'
import { type LinkEffect, linkEffects } from '../../shape.ts'
import { runHelper } from '../helper.ts'
import { ensureBuilt } from '../image.ts'
import type { Labels } from '../labels.ts'

/** What makes packets fare worse, the most faithful first. */
export const ways = ['netem', 'queue', 'basic'] as const

export type ShapingWay = (typeof ways)[number]

/** Ends the program whose number comes first as soon as it is ready. */
const untilReady = '{ read -r pid; timeout 10 grep -q ready; found=$?; kill "$pid"; exit "$found"; }'

/** Parts that a kernel may have or lack, each tried for real in a namespace of its own. */
const parts = {
  netem: 'tc qdisc add dev lo root netem delay 1ms && tc qdisc del dev lo root',
  classes: [
    'tc qdisc add dev lo root handle 1: htb && tc class add dev lo parent 1: classid 1:2 htb rate 1gbit',
    'tc filter add dev lo parent 1: protocol ip u32 match ip dst 127.0.0.9/32 flowid 1:2',
    'tc qdisc del dev lo root',
  ].join(' && '),
  tbf: 'tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 100ms && tc qdisc del dev lo root',
  statistic: 'iptables -w 5 -A OUTPUT -m statistic --mode random --probability 0.5 -j RETURN',
  queue: [
    'iptables -w 5 -A OUTPUT -d 127.0.0.9 -m mark ! --mark 0x4d -j NFQUEUE --queue-num 77 --queue-bypass',
    // It says when it is ready, or ends; a busy machine may take its time.
    `sh -c 'echo $$; exec murphy-netd 77 /dev/null' | ${untilReady}`,
  ].join(' && '),
  destroy: [
    "perl -MIO::Socket::INET -e '",
    '$l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;',
    '$c = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $l->sockport) or die;',
    '$p = $l->sockport; `ss -K -H -t dst 127.0.0.1:$p`; exit defined $c->connected',
    "'",
  ].join(' '),
} as const

type Part = keyof typeof parts

const PROBE = [
  'ip link set lo up',
  ...Object.entries(parts).map(([name, script]) => `( ${script} ) >/dev/null 2>&1 && echo ${name}`),
  'true',
].join('\n')

/** What the kernel of the engine's machine has. */
export type Parts = ReadonlySet<Part>

/** Builds the image with the tools if need be, and tries in a container of it what the kernel can do. */
export async function probeKernel(engine: Docker, labels: Labels, log: (line: string) => void): Promise<Parts> {
  const { tag } = await ensureBuilt(engine, 'network', log)
  const output = await runHelper(engine, {
    image: tag,
    labels,
    script: PROBE,
    user: '0',
    capabilities: ['NET_ADMIN', 'NET_RAW'],
  })
  const found = output.split(/\s+/)
  return new Set((Object.keys(parts) as Part[]).filter((part) => found.includes(part)))
}

/** The most faithful way that works; `basic` has what is left. */
export function bestWay(has: Parts): ShapingWay {
  if (has.has('netem') && has.has('classes')) return 'netem'
  return has.has('queue') ? 'queue' : 'basic'
}

/** How a capability is had in this way, or what the kernel lacks for it. */
export function mechanismOf(capability: LinkCapability, way: ShapingWay, has: Parts): Mechanism {
  if (capability === 'reset')
    return has.has('destroy') ? { by: 'sock_diag (ss -K)' } : { lacks: 'the kernel lacks INET_DIAG_DESTROY' }
  if (way === 'netem') return { by: 'tc netem' }
  if (way === 'queue') return { by: 'NFQUEUE and murphy-netd' }
  if (capability === 'loss' && has.has('statistic')) return { by: 'iptables statistic' }
  if (capability === 'bandwidth' && has.has('tbf') && has.has('classes')) return { by: 'tc tbf' }
  return { lacks: 'the kernel has neither netem (sch_netem) nor NFQUEUE (nfnetlink_queue)' }
}

export const linkCapabilities: readonly LinkCapability[] = [...linkEffects, 'reset']

export type { LinkEffect }
