import type { DataTypeName } from '../client/data-types.ts'
import type { BackendName } from '../cluster/cluster.ts'
import { MurphyError } from '../op/failure.ts'
import type { System, Target } from './target.ts'

/**
 * What was written outside of Murphy is looked at before it is believed: all that is wrong with it is told at once.
 */

const dataTypes: Readonly<Record<DataTypeName, true>> = {
  register: true,
  set: true,
  transactions: true,
  amounts: true,
  table: true,
  inserts: true,
  lock: true,
  watched: true,
}

const backends: Readonly<Record<BackendName, true>> = {
  process: true,
  docker: true,
  'in-process': true,
  existing: true,
}

/** Throws MurphyError `usage` for what is no target; `source` names it there. */
export function checkTarget(given: unknown, source: string): Target {
  const problems = targetProblems(given)
  if (problems.length === 0) return given as Target
  throw new MurphyError('usage', `${source} is no target: ${problems.join('; ')}.`, {
    hint: 'docs/new-target.md says what a target is; `murphy new-target NAME` writes one that runs.',
  })
}

/** Throws MurphyError `broken` for what a `deploy` gave that is no deployed system. */
export function checkSystem(given: System, target: string): System {
  const functions = ['connect', 'classify', 'primary', 'sample', 'ping', 'start', 'close'] as const
  const problems = isObject(given)
    ? [
        ...(typeof given.version === 'string' ? [] : ['"version" is no text']),
        ...functions.filter((name) => typeof given[name] !== 'function').map((name) => `"${name}" is no function`),
      ]
    : ['it is no object']
  if (problems.length === 0) return given
  throw new MurphyError('broken', `What deploy of ${target} resolved with is no system: ${problems.join('; ')}.`)
}

function targetProblems(given: unknown): string[] {
  if (!isObject(given)) return ['it is no object']
  const { name, settings, deploy } = given
  return [
    ...(typeof name === 'string' && isTargetName(name) ? [] : ['"name" is no small word such as my-store']),
    ...['title', 'about'].filter((key) => typeof given[key] !== 'string').map((key) => `"${key}" is no text`),
    ...(Array.isArray(settings) && settings.length > 0
      ? settings.flatMap((setting: unknown, i) => settingProblems(setting, `setting ${i + 1}`))
      : ['it has no list "settings" with at least one']),
    ...['options', 'capabilities']
      .filter((key) => !Array.isArray(given[key]))
      .map((key) => `it has no list "${key}" (which may be empty)`),
    ...listProblems(given, 'dataTypes', dataTypes),
    ...placeProblems(given.backends),
    ...(typeof deploy === 'function' ? [] : ['"deploy" is no function']),
  ]
}

function settingProblems(setting: unknown, which: string): string[] {
  if (!isObject(setting)) return [`${which} is no object`]
  return [
    ...['name', 'about'].filter((key) => typeof setting[key] !== 'string').map((key) => `${which} has no "${key}"`),
    ...(Array.isArray(setting.claims) ? [] : [`${which} has no list "claims" (which may be empty)`]),
  ]
}

function listProblems(given: Given, key: string, known: Readonly<Record<string, true>>): string[] {
  const list = given[key]
  if (!Array.isArray(list)) return [`it has no list "${key}"`]
  const names = Object.keys(known).join(', ')
  return list
    .filter((one) => !Object.hasOwn(known, String(one)))
    .map((one) => `"${one}" in "${key}" is none of ${names}`)
}

function placeProblems(places: unknown): string[] {
  if (!isObject(places) || Object.keys(places).length === 0)
    return ['it has no "backends", such as { process: { port } }']
  return Object.entries(places).flatMap(([name, place]) => [
    ...(Object.hasOwn(backends, name)
      ? []
      : [`there is no backend "${name}" (known: ${Object.keys(backends).join(', ')})`]),
    ...(isObject(place) && typeof place.port === 'number' ? [] : [`backend "${name}" has no "port"`]),
  ])
}

/** Targets give folders of runs their names. */
export const isTargetName = (name: string) => /^[a-z][a-z0-9-]{0,40}$/.test(name)

type Given = Readonly<Record<string, unknown>>

function isObject(given: unknown): given is Given {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}
