import { asking } from '../common/asking.ts'

/** Whether a Redis server answers at the address: to PING with PONG, or with the reason why it does not serve now. */
export const ping = asking({
  say: 'PING\r\n',
  isAnswer: (heard) => ['+', '-'].includes(heard.toString('latin1', 0, 1)),
})
