// A certificate for this run: Pub/Sub is spoken over TLS only, and clients are told to trust exactly this one.
import { generate } from 'selfsigned';

export interface ServerCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Good for `localhost` and `127.0.0.1`; its own authority. */
export async function selfSignedCertificate(): Promise<ServerCertificate> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificatePem: pems.cert, privateKeyPem: pems.private };
}
