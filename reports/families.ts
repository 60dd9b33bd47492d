/** Fault families for colours; no imports, as the page's viewer shares it. */
const families: Readonly<Record<string, string>> = {
  partition: 'partition',
  replication: 'partition',
  kill: 'kill',
  crash: 'kill',
  shutdown: 'kill',
  restart: 'kill',
  pause: 'pause',
  cpu: 'pause',
  memory: 'kill',
  packet: 'network',
  delay: 'network',
  link: 'network',
  loss: 'network',
  corrupt: 'network',
  duplicate: 'network',
  reorder: 'network',
  bandwidth: 'network',
  reset: 'network',
  requests: 'network',
  answers: 'network',
  clock: 'clock',
  file: 'file',
  disk: 'file',
  bit: 'file',
  snapshot: 'file',
  unfsynced: 'kill',
}

/** The family whose colour a fault wears. */
export function family(fault: string): string {
  const word = Object.keys(families).find((name) => fault.includes(name))
  return word === undefined ? 'other' : (families[word] ?? 'other')
}
