import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { BackendProbe } from '../cluster.ts'

/** The engine that DOCKER_HOST names, or the one of this machine. Loaded on first use: most commands need no Docker. */
export async function connect(): Promise<Docker> {
  const { default: DockerClient } = await import('dockerode')
  try {
    return new DockerClient()
  } catch (cause) {
    throw new MurphyError('usage', `DOCKER_HOST is not an address: ${process.env.DOCKER_HOST}`, {
      hint: 'Set it to something like unix:///var/run/docker.sock or tcp://127.0.0.1:2375, or unset it.',
      cause,
    })
  }
}

/** "Docker Engine 20.10.24 (linux/amd64)", for probes and provenance. */
export async function describeEngine(engine: Docker): Promise<string> {
  const version = await engine.version()
  return `Docker Engine ${version.Version} (${version.Os}/${version.Arch})`
}

/** Whether an engine answers that can run nodes, and what to do if not. */
export async function probeEngine(): Promise<BackendProbe> {
  const elsewhere = remoteHost(process.env.DOCKER_HOST)
  if (elsewhere !== undefined) {
    return {
      works: false,
      detail: `DOCKER_HOST names an engine on another machine (${elsewhere}), whose containers this one cannot reach.`,
      hint: 'Unset DOCKER_HOST, or run murphy on that machine.',
    }
  }
  try {
    const engine = await connect()
    const version = await within(5_000, engine.version())
    if (version.Os !== 'linux') {
      return {
        works: false,
        detail: `The Docker engine runs ${version.Os} containers; nodes need Linux.`,
        hint: 'Switch Docker to Linux containers.',
      }
    }
    return { works: true, detail: await describeEngine(engine) }
  } catch (error) {
    return { works: false, ...explain(error) }
  }
}

function explain(error: unknown): { detail: string; hint: string } {
  const where = process.env.DOCKER_HOST ?? '/var/run/docker.sock'
  if (error instanceof MurphyError) return { detail: error.message, hint: error.hint ?? '' }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES') {
    return {
      detail: `This user may not use the Docker engine at ${where}.`,
      hint: "Run as root, or 'sudo usermod -aG docker $USER' and log in again.",
    }
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return {
      detail: `No Docker engine answers at ${where}.`,
      hint: "Install and start one ('apt-get install docker.io', then start dockerd; scripts/docker-engine.sh does both), or set DOCKER_HOST.",
    }
  }
  return {
    detail: `The Docker engine at ${where} does not answer as it should: ${messageOf(error)}.`,
    hint: "Look at the engine's own log, or set DOCKER_HOST to another one.",
  }
}

/** The host part of an address that is certainly not this machine. */
function remoteHost(address: string | undefined): string | undefined {
  const match = /^(?:tcp|http|https|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(address ?? '')
  const host = match?.[1]
  return host === undefined || /^(localhost|127\.|\[::1\])/.test(host) ? undefined : host
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/**
 * Reads a stream of the engine's progress messages to its end. `line` gets what a build says, '' for other progress.
 * Rejects with the first error in it.
 */
export function follow(engine: Docker, stream: NodeJS.ReadableStream, line: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: unknown) => {
        if (typeof event !== 'object' || event === null) return
        if ('error' in event) reject(new Error(String(event.error)))
        line('stream' in event ? String(event.stream).trimEnd() : '')
      },
    )
  })
}

/** The HTTP status with which the engine refused, if it was the engine that did. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** The engine's own words where it gave some, on one line. */
export function messageOf(error: unknown): string {
  const json = typeof error === 'object' && error !== null && 'json' in error ? error.json : undefined
  const own = typeof json === 'object' && json !== null && 'message' in json ? json.message : undefined
  const text = typeof own === 'string' ? own : error instanceof Error ? error.message : String(error)
  return text.trim().replace(/\s*\n\s*/g, '; ')
}
