import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAddressPolicy, type SpecialRange, specialRanges4, specialRanges6 } from './address-policy.ts'

const strict = createAddressPolicy(false)
const laboratory = createAddressPolicy(true)

test('public addresses may be dialled', () => {
  const addresses = ['8.8.8.8', '1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.0', '100.63.0.1', '100.128.0.0']
  for (const address of [...addresses, '2606:4700::1111', '2a00:1450:4001:80e::200e', '2400:cb00::1', '2620:fe::fe']) {
    assert.equal(strict.refusal(address), null, address)
    assert.equal(laboratory.refusal(address), null, address)
  }
})

test('addresses that lead inside are refused, and the refusal says what they are', () => {
  const table: [string, RegExp][] = [
    ['127.0.0.1', /loopback/],
    ['127.255.255.254', /loopback/],
    ['0.0.0.0', /this network/],
    ['10.1.2.3', /private/],
    ['172.31.255.255', /private/],
    ['192.168.0.1', /private/],
    ['100.64.0.1', /shared/],
    ['169.254.169.254', /link-local/],
    ['192.0.2.1', /documentation/],
    ['224.0.0.1', /multicast/],
    ['255.255.255.255', /reserved/],
    ['::', /unspecified/],
    ['::1', /loopback/],
    ['0:0:0:0:0:0:0:1', /loopback/],
    ['::ffff:127.0.0.1', /mapped/],
    ['::ffff:8.8.8.8', /mapped/],
    ['::ffff:7f00:1', /mapped/],
    ['::127.0.0.1', /compatible/],
    ['64:ff9b::127.0.0.1', /loopback/],
    ['64:ff9b::a9fe:a9fe', /link-local/],
    ['64:ff9b::', /this network/],
    ['64:ff9b:1::1', /translated/],
    ['2002:7f00:1::', /6to4/],
    ['2001::1', /Teredo/],
    ['2001:db8::1', /documentation/],
    ['fd00::1', /unique local/],
    ['fe80::1', /link-local/],
    ['fec0::1', /site-local/],
    ['ff02::1', /multicast/],
    ['4000::1', /not a global unicast/],
    ['fe80::1%eth0', /zone/],
    ['localhost', /not an address/],
    ['2130706433', /not an address/],
    ['0x7f.1', /not an address/],
    ['', /not an address/],
  ]
  for (const [address, kind] of table) assert.match(strict.refusal(address) ?? 'dialled', kind, address)
})

test('a NAT64 address counts as the IPv4 address behind it', () => {
  assert.equal(strict.refusal('64:ff9b::8.8.8.8'), null)
  assert.equal(strict.refusal('64:ff9b::808:0'), null)
  assert.match(laboratory.refusal('64:ff9b::169.254.169.254') ?? '', /link-local/)
})

test('a laboratory dials loopback and private addresses, and still no metadata service, multicast or mapped address', () => {
  for (const address of ['127.0.0.1', '10.0.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1']) {
    assert.equal(laboratory.refusal(address), null, address)
  }
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1', '::ffff:127.0.0.1', 'fe80::1', '::', 'ff02::1']) {
    assert.notEqual(laboratory.refusal(address), null, address)
  }
})

test('whatever address of a special range is drawn, it is refused', () => {
  const range = fc.constantFrom(...specialRanges4, ...specialRanges6)
  fc.assert(
    fc.property(range, fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (special, noise) => {
      const address = within(special, noise)
      return strict.refusal(address) !== null
    }),
    { numRuns: 3_000 },
  )
})

test('every IPv4 address that is refused is refused behind NAT64 as well', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.equal(strict.refusal(address), strict.refusal(`64:ff9b::${address}`))
      assert.notEqual(strict.refusal(`::ffff:${address}`), null)
    }),
  )
})

test('no text is dialled that is not an address', () => {
  const text = fc.string().filter((candidate) => isIP(candidate) === 0)
  fc.assert(
    fc.property(text, (candidate) => strict.refusal(candidate) !== null && laboratory.refusal(candidate) !== null),
  )
})

/** The range's network bits with random ones behind them. */
function within({ network, prefix }: SpecialRange, noise: bigint): string {
  const bits = network.includes(':') ? 128 : 32
  const mask = (1n << BigInt(bits - prefix)) - 1n
  const value = (toBigInt(network) & ~mask) | (noise & mask)
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':')
}

function toBigInt(network: string): bigint {
  if (!network.includes(':')) return network.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head = '', tail] = network.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}
