import type { Socket } from 'node:net'

/**
 * RST, as far as Node can. A socket whose finish is on its way out cannot be reset (libuv's uv_tcp_close_reset refuses,
 * and Node leaves it open for ever), nor one that is not connected yet: those are closed.
 */
export function reset(socket: Socket): void {
  const finishing = socket.writableEnded && !socket.writableFinished
  if (finishing || socket.connecting) socket.destroy()
  else socket.resetAndDestroy()
}
