import { asking } from '../common/asking.ts'

/** A header of four bytes, then the protocol's version (MySQL 9 internals, Protocol::HandshakeV10). */
const versionAt = 4
const version = 10

/** Whether a MySQL or MariaDB server greets at the address: it speaks first, before it asks who is there. */
export const ping = asking({
  isAnswer: (heard) => (heard.length > versionAt ? heard[versionAt] === version : undefined),
})
