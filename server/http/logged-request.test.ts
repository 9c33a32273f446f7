import { expect, it } from 'vitest'
import { shortenAddress } from './logged-request.ts'

it.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8::7', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['not an address', null],
  ['', null],
  [undefined, null],
])('the network of %s is %s', (address, network) => {
  expect(shortenAddress(address)).toBe(network)
})
