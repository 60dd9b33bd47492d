import { isolationRows } from './isolation.ts'
import { measure, type Table } from './measure.ts'
import { linearizabilityRows } from './porcupine.ts'

/** `node measure-apart.js TABLE ROW SEED…`: a round of the row for each seed, as JSON. */
const [table, name, ...seeds] = process.argv.slice(2)
const rows = { linearizability: linearizabilityRows, isolation: isolationRows }[table as Table]({ long: true })
const row = rows.find((one) => one.name === name)
if (!row) throw new Error(`the bench has no row "${name}" in ${table}`)
console.log(JSON.stringify(seeds.map((seed) => measure(row, Number(seed)))))
