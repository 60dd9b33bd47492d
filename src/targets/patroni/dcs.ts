import { byName } from '../../op/names.ts'
import type { Option, Options } from '../../op/option.ts'

/** The section of patroni.yml for etcd: by which version of its API Patroni speaks to it. */
export type Dcs = 'etcd' | 'etcd3'

const sections: readonly { readonly name: Dcs }[] = [{ name: 'etcd3' }, { name: 'etcd' }]

/**
 * Both lead to the same etcd. Up to Patroni 3.0.2 they differ in what matters most: by version 3 a leader that finds its
 * lease run out takes a new one and writes the leader's key again, whoever holds it by then; by version 2 it may renew
 * the key only where it still bears its name (patroni/patroni#2689, merged in May 2023).
 */
export const dcsOption: Option = {
  name: 'dcs',
  about: 'by which API Patroni speaks to etcd: version 3, or 2',
  values: sections.map(({ name }) => name),
  default: 'etcd3',
}

export function dcsOf(options: Options): Dcs {
  return byName('API of etcd', sections, String(options[dcsOption.name] ?? dcsOption.default)).name
}
