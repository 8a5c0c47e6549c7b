import { defineCheck, nextStep, pass, warn } from './define.ts'
import type { AddressScope } from './facts.ts'
import { symptoms } from './symptoms.ts'
import { list } from './words.ts'

/**
 * A warning, never a failure: this program reaches what it runs beside, and a local Phoenix is what a developer tests
 * against. Coval's workers reach public addresses only.
 */
export const publicAddressCheck = defineCheck({
  id: 'public-address',
  title: 'Coval’s workers can reach the address',
  symptom: symptoms.refused,
  keywords: ['connection refused', 'publicly reachable', 'workers', 'localhost', 'private network', 'vpn', 'tunnel', 'firewall'],
  needs: ['address'],
  judge({ address: { hostname, scope, addresses } }) {
    const shown = addresses.length > 0 ? `${hostname} (${list(addresses)})` : hostname
    if (scope === 'public') return pass(`${shown} is a public address; a firewall in front of it cannot be seen from here`)
    return warn(
      [`${shown} ${meanings[scope]}`, 'it works from here, but not from Coval'],
      nextStep('Give Coval a public address of this Phoenix: a reverse proxy, a tunnel or Phoenix Cloud'),
    )
  },
})

const meanings: Record<Exclude<AddressScope, 'public'>, string> = {
  loopback: 'is this machine itself',
  private: 'is in a private network',
  'link-local': 'is valid on one network link only',
  cgnat: 'is in a provider’s shared range (CGNAT)',
  unspecified: 'is no address that can be called',
  multicast: 'is a multicast address',
  reserved: 'is in a reserved range',
  'local-name': 'is a name that only the local network knows',
  name: 'has no address that could be found',
}
