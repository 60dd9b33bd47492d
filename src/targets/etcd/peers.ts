/** Where members speak to each other. */
export const peerPort = 2380
