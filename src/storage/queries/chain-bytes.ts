/** A chain in one column: each certificate's DER after its length in four octets. */
export function encodeChain(certificates: readonly Buffer[]): Buffer {
  return Buffer.concat(
    certificates.flatMap((der) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(der.length)
      return [length, der]
    }),
  )
}

export function decodeChain(bytes: Buffer): readonly Buffer[] {
  const certificates: Buffer[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const end = offset + 4 + bytes.readUInt32BE(offset)
    certificates.push(bytes.subarray(offset + 4, end))
    offset = end
  }
  return certificates
}
