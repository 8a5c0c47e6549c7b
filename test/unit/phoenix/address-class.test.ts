import { expect, it } from 'vitest'
import { classifyAddress } from '../../../electron/engine/phoenix/address-class.ts'

const cases: readonly [string, ReturnType<typeof classifyAddress>][] = [
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['localhost', 'loopback'],
  ['phoenix.localhost.', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.178.20', 'private'],
  ['fd12:3456::1', 'private'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['100.64.0.1', 'cgnat'],
  ['100.127.255.255', 'cgnat'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['224.0.0.251', 'multicast'],
  ['ff02::1', 'multicast'],
  ['192.0.2.7', 'reserved'],
  ['198.19.0.1', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['2001:db8::1', 'reserved'],
  ['::ffff:192.168.0.1', 'private'],
  ['::ffff:c0a8:1', 'private'],
  ['::ffff:8.8.8.8', 'public'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['2002:0a00:0001::', 'private'],
  ['raspberry.local', 'local-name'],
  ['phoenix.corp.internal', 'local-name'],
  ['phoenix', 'local-name'],
  ['nas.home.arpa', 'local-name'],
  ['app.phoenix.arize.com', 'name'],
  ['localhost.example.com', 'name'],
]

it.each(cases)('%s is %s', (address, kind) => {
  expect(classifyAddress(address)).toBe(kind)
})
