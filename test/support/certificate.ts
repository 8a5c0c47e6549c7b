import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'

/** A self-signed certificate for the names, made on the spot so that no private key lies in the repository. */
export function createCertificate(options: { readonly names: readonly string[]; readonly from: Date; readonly to: Date }): {
  readonly key: string
  readonly cert: string
} {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const name = sequence(tag(0x31, sequence(oid('550403'), tag(0x0c, Buffer.from(options.names[0] ?? 'test')))))
  const names = sequence(...options.names.map((dns) => tag(0x82, Buffer.from(dns))))
  const extensions = tag(0xa3, sequence(sequence(oid('551d11'), tag(0x04, names))))
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    tag(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(options.from), time(options.to)),
    name,
    publicKey,
    extensions,
  )
  const signature = sign('sha256', body, createPrivateKey(privateKey))
  const der = sequence(body, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])))
  return { key: privateKey, cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n` }
}

function tag(type: number, content: Uint8Array): Buffer {
  const length = content.length
  const header = length < 128 ? [type, length] : length < 256 ? [type, 0x81, length] : [type, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(header), content])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tag(0x30, Buffer.concat(parts))
const oid = (hex: string): Buffer => tag(0x06, Buffer.from(hex, 'hex'))
const time = (date: Date): Buffer => tag(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
