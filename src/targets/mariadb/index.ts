import { sessions } from '../mysql/sessions.ts'
import type { Target } from '../target.ts'
import { deployGalera } from './galera/deploy.ts'
import { options } from './options.ts'
import { settings } from './settings.ts'
import { deploySingle } from './single.ts'

/** MariaDB: a Galera cluster in which every node takes writes, or one server. */
export const mariadb: Target = {
  name: 'mariadb',
  title: 'MariaDB',
  about: 'a Galera cluster, every node of which takes writes, or one server',
  settings,
  options,
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { docker: { port: 3306, image: 'mariadb' } },
  capabilities: ['primaries', 'stop', 'membership', 'clock-offset'],
  deploy: (deployment) => (deployment.setting === 'single' ? deploySingle(deployment) : deployGalera(deployment)),
}
