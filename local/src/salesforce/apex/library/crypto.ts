// Crypto and UUID. Source: Apex Reference Guide, "Crypto Class" and "UUID Class".
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  timingSafeEqual,
} from 'node:crypto';
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexBlob, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { blobOf } from './blob.ts';
import { bytesByChance, uuidByChance } from './chance.ts';
import { hashOf } from './characters.ts';
import { given, refuse } from './given.ts';

/** Apex name, in lower case → OpenSSL name. */
const DIGESTS: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  'sha-256': 'sha256',
  sha256: 'sha256',
  'sha-512': 'sha512',
  sha512: 'sha512',
  'sha3-256': 'sha3-256',
  'sha3-384': 'sha3-384',
  'sha3-512': 'sha3-512',
};
const MACS: Readonly<Record<string, string>> = {
  hmacmd5: 'md5',
  hmacsha1: 'sha1',
  hmacsha256: 'sha256',
  hmacsha512: 'sha512',
};
const SIGNATURES: Readonly<Record<string, string>> = {
  rsa: 'sha1',
  'rsa-sha1': 'sha1',
  'rsa-sha256': 'sha256',
  'rsa-sha384': 'sha384',
  'rsa-sha512': 'sha512',
  'ecdsa-sha256': 'sha256',
  'ecdsa-sha384': 'sha384',
  'ecdsa-sha512': 'sha512',
};
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  aes128: { name: 'aes-128-cbc', keyBytes: 16 },
  aes192: { name: 'aes-192-cbc', keyBytes: 24 },
  aes256: { name: 'aes-256-cbc', keyBytes: 32 },
};
const IV_BYTES = 16;

/** (wording unconfirmed) */
const invalid = (vm: Vm, what: string): never => vm.raise('System.InvalidParameterValueException', what);

function named<T>(vm: Vm, table: Readonly<Record<string, T>>, name: string | null): T {
  return table[given(vm, name).toLowerCase()] ?? invalid(vm, `Invalid algorithm: ${name}`);
}

const bytes = (vm: Vm, blob: ApexBlob | null, place: number): Buffer => Buffer.from(given(vm, blob, place).bytes);

function mac(vm: Vm, algorithm: string | null, input: ApexBlob | null, key: ApexBlob | null): Buffer {
  return createHmac(named(vm, MACS, algorithm), bytes(vm, key, 3))
    .update(bytes(vm, input, 2))
    .digest();
}

function cipherOf(vm: Vm, algorithm: string | null, key: Buffer): string {
  const { name, keyBytes } = named(vm, CIPHERS, algorithm);
  if (key.length !== keyBytes) invalid(vm, `Invalid private key. Must be ${keyBytes} bytes.`);
  return name;
}

function ivOf(vm: Vm, iv: ApexBlob | null): Buffer {
  const value = bytes(vm, iv, 3);
  return value.length === IV_BYTES ? value : invalid(vm, `Invalid initialization vector. Must be ${IV_BYTES} bytes.`);
}

function encrypt(vm: Vm, algorithm: string | null, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv(cipherOf(vm, algorithm, key), key, iv);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** @throws ApexThrow System.SecurityException the data is not what that key wrote */
function decrypt(vm: Vm, algorithm: string | null, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const cipher = createDecipheriv(cipherOf(vm, algorithm, key), key, iv);
  try {
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch {
    const isWhole = data.length > 0 && data.length % IV_BYTES === 0;
    return vm.raise(
      'System.SecurityException',
      isWhole
        ? 'Given final block not properly padded. Such issues can arise if a bad key is used during decryption.'
        : 'Input length must be multiple of 16 when decrypting with padded cipher',
    );
  }
}

/** Private keys come as PKCS #8, public ones as X.509, both in DER. */
function sign(vm: Vm, algorithm: string | null, input: ApexBlob | null, key: ApexBlob | null): ApexBlob {
  const digest = named(vm, SIGNATURES, algorithm);
  const der = bytes(vm, key, 3);
  try {
    const signer = createSign(digest).update(bytes(vm, input, 2));
    return blobOf(signer.sign(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })));
  } catch {
    return invalid(vm, 'Invalid private key');
  }
}

function verify(
  vm: Vm,
  algorithm: string | null,
  data: ApexBlob | null,
  signature: ApexBlob | null,
  key: ApexBlob | null,
): boolean {
  const digest = named(vm, SIGNATURES, algorithm);
  const [der, signed] = [bytes(vm, key, 4), bytes(vm, signature, 3)];
  try {
    const verifier = createVerify(digest).update(bytes(vm, data, 2));
    return verifier.verify(createPublicKey({ key: der, format: 'der', type: 'spki' }), signed);
  } catch {
    return invalid(vm, 'Invalid public key');
  }
}

function aesKey(vm: Vm, size: number | null): ApexBlob {
  const bits = given(vm, size);
  return [128, 192, 256].includes(bits)
    ? blobOf(bytesByChance(vm, bits / 8))
    : invalid(vm, `Invalid key size: ${bits}`);
}

type Blob = ApexBlob | null;
type Text = string | null;

export const CRYPTO: NativeClass = nativeClass({
  name: 'Crypto',
  statics: {
    'Blob generateDigest(String algorithm, Blob input)': (vm, algorithm: Text, input: Blob) =>
      blobOf(
        createHash(named(vm, DIGESTS, algorithm))
          .update(bytes(vm, input, 2))
          .digest(),
      ),
    'Blob generateMac(String algorithm, Blob input, Blob key)': (vm, algorithm: Text, input: Blob, key: Blob) =>
      blobOf(mac(vm, algorithm, input, key)),
    'Boolean verifyHMac(String algorithm, Blob data, Blob key, Blob mac)'(
      vm,
      algorithm: Text,
      data: Blob,
      key: Blob,
      sent: Blob,
    ) {
      const [wanted, got] = [mac(vm, algorithm, data, key), bytes(vm, sent, 4)];
      return wanted.length === got.length && timingSafeEqual(wanted, got);
    },
    'Blob generateAesKey(Integer size)': aesKey,
    'Blob encrypt(String algorithm, Blob key, Blob iv, Blob data)': (
      vm,
      algorithm: Text,
      key: Blob,
      iv: Blob,
      data: Blob,
    ) => blobOf(encrypt(vm, algorithm, bytes(vm, key, 2), ivOf(vm, iv), bytes(vm, data, 4))),
    'Blob decrypt(String algorithm, Blob key, Blob iv, Blob data)': (
      vm,
      algorithm: Text,
      key: Blob,
      iv: Blob,
      data: Blob,
    ) => blobOf(decrypt(vm, algorithm, bytes(vm, key, 2), ivOf(vm, iv), bytes(vm, data, 4))),
    // The initialisation vector goes before the encrypted data.
    'Blob encryptWithManagedIV(String algorithm, Blob key, Blob data)'(vm, algorithm: Text, key: Blob, data: Blob) {
      const iv = bytesByChance(vm, IV_BYTES);
      return blobOf(Buffer.concat([iv, encrypt(vm, algorithm, bytes(vm, key, 2), iv, bytes(vm, data, 3))]));
    },
    'Blob decryptWithManagedIV(String algorithm, Blob key, Blob data)'(vm, algorithm: Text, key: Blob, data: Blob) {
      const all = bytes(vm, data, 3);
      if (all.length < 2 * IV_BYTES) invalid(vm, 'Invalid initialization vector. Must be 16 bytes.');
      return blobOf(decrypt(vm, algorithm, bytes(vm, key, 2), all.subarray(0, IV_BYTES), all.subarray(IV_BYTES)));
    },
    'Integer getRandomInteger()': (vm) => bytesByChance(vm, 4).readInt32BE(),
    'Long getRandomLong()': (vm) => bytesByChance(vm, 8).readBigInt64BE(),
    'Blob sign(String algorithm, Blob input, Blob privateKey)': sign,
    'Boolean verify(String algorithm, Blob data, Blob signature, Blob publicKey)': verify,
    'Blob signWithCertificate(String algorithm, Blob input, String certificate)': (vm) =>
      refuse(vm, 'Crypto.signWithCertificate'),
    'Boolean verify(String algorithm, Blob data, Blob signature, String certificate)': (vm) =>
      refuse(vm, 'Crypto.verify with a certificate'),
    'void signXml(String algorithm, Dom.XmlNode node, String idAttribute, String certificate)': (vm) =>
      refuse(vm, 'Crypto.signXml'),
    'Blob encryptWithManagedIV(String algorithm, Blob key, Blob data, Blob aad)': (vm) =>
      refuse(vm, 'Crypto.encryptWithManagedIV with additional data'),
    'Blob decryptWithManagedIV(String algorithm, Blob key, Blob data, Blob aad)': (vm) =>
      refuse(vm, 'Crypto.decryptWithManagedIV with additional data'),
  },
});

/** Always lower case. */
export class ApexUuid {
  readonly text: string;
  /** Two of the same text are equal. */
  readonly valueKey: string;
  constructor(text: string) {
    this.text = text;
    this.valueKey = `uuid ${text}`;
  }
}

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const UUID: NativeClass = nativeClass({
  name: 'UUID',
  js: ApexUuid,
  statics: {
    'UUID randomUUID()': (vm) => new ApexUuid(uuidByChance(vm)),
    'UUID fromString(String text)': (vm, text: Text) =>
      UUID_TEXT.test(given(vm, text))
        ? new ApexUuid(text!.toLowerCase())
        : vm.raise('System.IllegalArgumentException', `Invalid UUID string: ${text}`),
  },
  methods: {
    'Boolean equals(Object other)': (_vm, self: ApexUuid, other: ApexValue) =>
      other instanceof ApexUuid && other.text === self.text,
    'Integer hashCode()': (_vm, self: ApexUuid) => hashOf(self.text),
    'String toString()': (_vm, self: ApexUuid) => self.text,
  },
});
