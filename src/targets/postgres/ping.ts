import { asking } from '../common/asking.ts'

/** Length 8 and the code 80877103: "do you speak TLS?" (PostgreSQL 18 documentation, 54.7 SSLRequest). */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Whether a PostgreSQL server answers at the address. Any server that accepts connections answers an SSLRequest with
 * one byte, S or N, before it asks who is there; while it recovers, too.
 */
export const ping = asking({ say: sslRequest, isAnswer: ([first]) => first === 0x53 || first === 0x4e })
