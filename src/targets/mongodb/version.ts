import type { Monitor } from './monitor.ts'

const lookMs = 2000

/** As `MongoDB 8.0.4`, or each server's where they differ. */
export async function versionOf(monitor: Monitor, nodes: readonly string[]): Promise<string> {
  const versions = await Promise.all(
    nodes.map(async (node) => (await monitor.ask<{ version: string }>(node, { buildInfo: 1 }, lookMs)).version),
  )
  const different = new Set(versions).size > 1
  return `MongoDB ${different ? versions.map((version, i) => `${version} (${nodes[i]})`).join(', ') : versions[0]}`
}
