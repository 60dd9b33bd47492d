import type { Cut, Network, Ping } from '../src/cluster/cluster.ts'
import type { Json } from '../src/op/op.ts'
import { eventually, within } from './bounded.ts'
import type { FaultContext } from './nemesis.ts'
import { answers, nodesThatAre, pingMs } from './node-probe.ts'

/** A link to try, and whether data should pass. */
interface Question extends Cut {
  readonly expected: boolean
  /** Only whether what is sent arrives is asked: the way back may be cut. */
  readonly oneWay?: true
}

/** How many links are tried at most of each kind: the cut ones and the open ones. */
const most = 12
/** And how many directions by themselves, of cuts that go one way only. */
const mostOneWay = 4
/** A question without an answer counts as blocked after this long. */
const askMs = 2000
/** One direction by itself takes several programs in the nodes, one after the other. */
const askOneWayMs = 12_000
/** Links may need a moment (a standby that reconnects, a busy machine): asked again for this long. */
const patienceMs = 3000

/**
 * Tries links for real, from outside the mechanism that cuts them: no data may pass over `cut`, and data must pass over
 * `open`; where a cut goes one way only, nothing may arrive in that direction, and in the other it must. Only links to
 * nodes that answer the controller, from machines that are not frozen, are asked: elsewhere silence proves nothing. (A
 * node whose database is down can still send.) `known`: the nodes that answered before the fault, where it takes them
 * away from the controller, too.
 */
export async function probeLinks(
  context: FaultContext,
  links: { cut: readonly Cut[]; open: readonly Cut[] },
  known?: Set<string>,
) {
  const frozen = await nodesThatAre(context, 'paused')
  const alive =
    known ??
    (await answeringEndOf(
      context,
      links.cut.filter(({ from }) => !frozen.includes(from)),
    ))
  const askable = ({ from, to }: Cut) => alive.has(to) && !frozen.includes(from)
  const questions: Question[] = [
    ...links.cut
      .filter(askable)
      .slice(0, most)
      .map((link) => ({ ...link, expected: false })),
    ...links.open
      .filter(askable)
      .slice(0, most)
      .map((link) => ({ ...link, expected: true })),
    ...directions(
      context,
      links.cut.filter(({ from, to }) => ![from, to].some((end) => frozen.includes(end))),
    ),
  ]
  let wrong: readonly Question[] = questions
  await eventually(
    patienceMs,
    async () => {
      // An open link that has answered once is open; a cut one must be silent each time.
      wrong = await mistaken(
        context,
        questions.filter((question) => !question.expected || wrong.includes(question)),
      )
    },
    () => wrong.length === 0,
  )
  const healing = links.cut.length === 0
  const evidence = questions.some(({ expected }) => expected === healing)
  const told = account(context, questions, wrong, alive)
  // A cut that nobody could see is not proven; of a cut that is undone, that nobody can see it is all there is to say.
  if (!evidence) return { ...told, seen: healing, how: 'the nodes at its ends are silent: nothing could be asked' }
  return { ...told, seen: wrong.length === 0 }
}

/** Of cuts between nodes that have no counterpart: the direction that is cut, and the one that is open. */
function directions({ cluster: { network } }: FaultContext, cuts: readonly Cut[]): Question[] {
  if (network.arrives === undefined) return []
  const all = [...cuts, ...network.cuts()]
  const isOneWay = ({ from, to }: Cut) => !all.some((other) => other.from === to && other.to === from)
  return cuts
    .filter((cut) => cut.from !== 'client' && cut.to !== 'client' && isOneWay(cut))
    .slice(0, mostOneWay)
    .flatMap(({ from, to }) => [
      { from, to, expected: false, oneWay: true },
      { from: to, to: from, expected: true, oneWay: true },
    ])
}

function account(context: FaultContext, asked: readonly Question[], wrong: readonly Question[], alive: Set<string>) {
  const silent = context.cluster.nodes.map((node) => node.name).filter((name) => !alive.has(name))
  const named = (of: readonly Question[]) =>
    of.map(({ from, to, oneWay }) => `${oneWay ? 'one way ' : ''}${from} → ${to}`)
  const detail: { [name: string]: Json } = {
    blocked: named(asked.filter((question) => !question.expected && !wrong.includes(question))),
    open: named(asked.filter((question) => question.expected && !wrong.includes(question))),
    ...(wrong.length > 0 && {
      leaking: named(wrong.filter(({ expected, oneWay }) => !expected && !oneWay)),
      // Something came, or nobody could look.
      notSilent: named(wrong.filter(({ expected, oneWay }) => !expected && oneWay)),
      unexpectedlyBlocked: named(wrong.filter((question) => question.expected)),
    }),
    ...(silent.length > 0 && { silent }),
  }
  const more = asked.some(({ oneWay }) => oneWay) ? '; what is sent one way was looked for where it arrives' : ''
  return { how: `a database was asked over the links themselves${more}`, detail }
}

async function mistaken(context: FaultContext, questions: readonly Question[]): Promise<readonly Question[]> {
  const ping: Ping = (address, ms) => context.system.ping(address, Math.min(ms, pingMs))
  const { network } = context.cluster
  const ask = (answer: Promise<boolean>) => within(askMs, 'the question', answer).catch(() => false)
  const links = questions.filter(({ oneWay }) => !oneWay)
  const passed = await Promise.all(links.map(({ from, to }) => ask(network.reaches(from, to, ping))))
  const wrong = links.filter((question, i) => passed[i] !== question.expected)
  for (const question of questions.filter(({ oneWay }) => oneWay))
    if ((await arrived(network, question)) !== question.expected) wrong.push(question)
  return wrong
}

/** Undefined: it could not be tried, and so proves nothing either way. */
async function arrived(network: Network, { from, to }: Cut): Promise<boolean | undefined> {
  const answer = network.arrives?.(from, to)
  return answer && (await within(askOneWayMs, 'the question', answer).catch(() => undefined))
}

/** The nodes that answer, one at the end of a cut among them: where all that run there are silent, asked again for a while. */
async function answeringEndOf(context: FaultContext, cut: readonly Cut[]): Promise<Set<string>> {
  const running = await nodesThatAre(context, 'running')
  const ends = cut.map(({ to }) => to).filter((to) => running.includes(to))
  return await eventually(
    patienceMs,
    () => answering(context),
    (found) => ends.length === 0 || ends.some((end) => found.has(end)),
  )
}

/** The nodes whose databases answer the controller now. */
export async function answering(context: FaultContext): Promise<Set<string>> {
  const names = context.cluster.nodes.map((node) => node.name)
  const answered = await Promise.all(names.map((name) => answers(context, name)))
  return new Set(names.filter((_, i) => answered[i]))
}

/** A link without direction: data that cannot come back does not pass. */
const link = ({ from, to }: Cut) => [from, to].sort().join(' ')

/** Links over which data should pass with all that is cut now: those between nodes, and every client's. */
export function openLinks({ cluster }: FaultContext, among?: readonly Cut[]): Cut[] {
  const nodes = cluster.nodes.map((node) => node.name)
  const blocked = new Set(cluster.network.cuts().map(link))
  const all = ['client', ...(cluster.network.clientsOnly ? [] : nodes)].flatMap((from) =>
    nodes.filter((to) => to !== from).map((to) => ({ from, to })),
  )
  const meant = among === undefined ? undefined : new Set(among.map(link))
  return all.filter((one) => !blocked.has(link(one)) && (meant?.has(link(one)) ?? true))
}
