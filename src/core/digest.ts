import { createHash, createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'

/** Lower-case hexadecimal SHA-256. */
export function sha256Hex(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Lower-case hexadecimal MD5: a label in Sectigo's file and record names, never a proof of anything. */
export function md5Hex(bytes: Buffer | string): string {
  return createHash('md5').update(bytes).digest('hex')
}

export function hmacSha256(key: Buffer, bytes: Buffer | string): Buffer {
  return createHmac('sha256', key).update(bytes).digest()
}

export function equalInConstantTime(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right)
}

export function randomBytesOf(length: number): Buffer {
  return randomBytes(length)
}

/** An unguessable id for rows without a number of their own. */
export function randomId(): string {
  return randomUUID()
}

/** 32 characters of [0-9a-z], about 165 bits: a random value as Baseline Requirements 3.2.2.4 asks (at least 112). */
export function randomToken(): string {
  let token = ''
  for (let i = 0; i < 32; i++) token += alphabet[randomInt(alphabet.length)]
  return token
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
