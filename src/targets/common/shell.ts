import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'

/** Runs a program on a node; a MurphyError with the end of what it said when it fails. */
export async function run(node: Node, argv: readonly string[], timeoutMs = 30_000): Promise<string> {
  const { code, stdout, stderr } = await node.exec(argv, { timeoutMs })
  if (code !== 0) {
    const said = (stderr || stdout).trim().split('\n').slice(-3).join(' / ')
    throw new MurphyError('broken', `${argv[0]} failed on ${node.name} (exit code ${code}): ${said || 'no message'}`)
  }
  return stdout
}

/** Runs a script of the POSIX shell with parameters `$1`, `$2` …; stops at the first command that fails. */
export function sh(node: Node, script: string, ...parameters: readonly string[]): Promise<string> {
  return run(node, ['sh', '-euc', script, 'sh', ...parameters])
}

/** Empties a folder, hidden entries too. */
export function empty(node: Node, folder: string): Promise<string> {
  return sh(node, 'find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf {} +', folder)
}
