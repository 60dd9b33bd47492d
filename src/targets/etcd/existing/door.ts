import type { Door } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { EtcdError, type Fields, Gateway } from '../gateway.ts'
import { loginAt } from './credentials.ts'

export const lookMs = 5000

/** Every member takes every request: one that knows a leader is as good as the leader. */
export function doorOf(secret: Access['secret']): Door<Gateway> {
  return {
    user: (server) => loginAt(server, secret).user?.name,
    open: async (server) => new Gateway(server.address, loginAt(server, secret)),
    close: (gateway) => gateway.close(),
    leads: async (gateway) => typeof (await statusOf(gateway)).leader === 'string',
    hint: (refusal) =>
      refusal instanceof EtcdError && /permission denied/.test(refusal.message)
        ? 'The user needs a role that may read and write keys that begin with murphy_ (etcdctl role grant-permission … --prefix readwrite murphy_).'
        : 'User and password are ETCDCTL_USER and ETCDCTL_PASSWORD, or what --secrets FILE says; for TLS write https:// and name the signer in ETCDCTL_CACERT.',
  }
}

export const statusOf = (gateway: Gateway): Promise<Fields> => gateway.call('maintenance/status', {}, lookMs)
