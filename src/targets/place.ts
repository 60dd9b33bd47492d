import type { ClusterSpec } from '../cluster/cluster.ts'
import type { Options } from '../op/option.ts'
import type { Place } from './target.ts'

/** What a place asks of the machines that a backend brings up there. */
export function machinesOf(place: Place, options: Options): Pick<ClusterSpec, 'port' | 'services' | 'image'> {
  const { port, services, image } = place
  return {
    port,
    ...(services === undefined ? {} : { services }),
    ...(image === undefined ? {} : { image: typeof image === 'string' ? image : image(options) }),
  }
}
