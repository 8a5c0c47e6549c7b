import { BlockList, isIP } from 'node:net'
import type { AddressScope } from '../../../shared/checks/facts.ts'

const ranges: readonly (readonly [AddressScope, string, number])[] = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['private', '10.0.0.0', 8],
  ['private', '172.16.0.0', 12],
  ['private', '192.168.0.0', 16],
  ['private', 'fc00::', 7],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
  ['cgnat', '100.64.0.0', 10],
  ['unspecified', '0.0.0.0', 8],
  ['unspecified', '::', 128],
  ['multicast', '224.0.0.0', 4],
  ['multicast', 'ff00::', 8],
  // Documentation, benchmarking, protocol assignments, deprecated site-local, discard-only.
  ['reserved', '192.0.0.0', 24],
  ['reserved', '192.0.2.0', 24],
  ['reserved', '198.18.0.0', 15],
  ['reserved', '198.51.100.0', 24],
  ['reserved', '203.0.113.0', 24],
  ['reserved', '240.0.0.0', 4],
  ['reserved', '2001:db8::', 32],
  ['reserved', 'fec0::', 10],
  ['reserved', '100::', 64],
]

const lists = ranges.map(([kind, network, bits]) => {
  const list = new BlockList()
  list.addSubnet(network, bits, network.includes(':') ? 'ipv6' : 'ipv4')
  return { kind, list, family: network.includes(':') ? 6 : 4 }
})

/** The class of an IPv4 or IPv6 address, of an IPv4 address inside IPv6 (mapped, NAT64, 6to4), or of a host name. */
export function classifyAddress(host: string): AddressScope {
  const address =
    host
      .trim()
      .replace(/^\[|\]$/g, '')
      .split('%')[0] ?? ''
  const family = isIP(address)
  if (family === 0) return classifyName(address)
  const inner = family === 6 ? innerIpv4(address) : null
  if (inner !== null) return classifyAddress(inner)
  const hit = lists.find((entry) => entry.family === family && entry.list.check(address, family === 6 ? 'ipv6' : 'ipv4'))
  return hit?.kind ?? 'public'
}

function classifyName(name: string): AddressScope {
  const lower = name.toLowerCase().replace(/\.$/, '')
  if (lower === 'localhost' || lower.endsWith('.localhost')) return 'loopback'
  if (!lower.includes('.') || /\.(?:local|internal|lan|home|corp|intranet|private|home\.arpa|localdomain)$/.test(lower))
    return 'local-name'
  return 'name'
}

/** `::ffff:10.0.0.1`, `64:ff9b::10.0.0.1` and `2002:0a00:0001::` carry an IPv4 address. */
function innerIpv4(address: string): string | null {
  const groups = expand(address)
  const from = (index: number) =>
    [groups[index] ?? 0, groups[index + 1] ?? 0].flatMap((group) => [group >> 8, group & 255]).join('.')
  const head = groups.slice(0, 6).join(',')
  if (head === '0,0,0,0,0,65535' || head === '100,65435,0,0,0,0') return from(6)
  return groups[0] === 0x2002 ? from(1) : null
}

function expand(address: string): number[] {
  const hexOnly = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  )
  const [head = '', tail] = hexOnly.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [left, right] = [read(head), read(tail ?? '')]
  return tail === undefined
    ? left
    : [...left, ...new Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right]
}
