// Zips for tests: files by path, packed as a Metadata API client does.
import { crc32, deflateRawSync } from 'node:zlib';

const API = '65.0';
export const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    facts.copy(head, 4);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    facts.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    bodies.push(head, name, packed);
    directory.push(entry, name);
    offset += head.length + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

/** package.xml: members by type. */
export function packageXml(members: Readonly<Record<string, readonly string[]>>, version = API): string {
  const types = Object.entries(members).map(
    ([type, names]) =>
      `<types>${names.map((name) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Package ${XMLNS}>${types.join('')}<version>${version}</version></Package>`;
}

/** An Apex class as two files. */
export const apexClass = (name: string, source: string): Record<string, string> => ({
  [`classes/${name}.cls`]: source,
  [`classes/${name}.cls-meta.xml`]: `<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass ${XMLNS}><apiVersion>${API}</apiVersion><status>Active</status></ApexClass>`,
});

/** One line an element, as tools write it. */
export const customObject = (label: string, ...parts: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<CustomObject ${XMLNS}>`,
    '<deploymentStatus>Deployed</deploymentStatus>',
    ...parts,
    `<label>${label}</label>`,
    '<nameField><label>Name</label><type>Text</type></nameField>',
    `<pluralLabel>${label}s</pluralLabel>`,
    '<sharingModel>ReadWrite</sharingModel>',
    '</CustomObject>',
  ].join('\n');

/** A standard object, of which only parts are deployed. */
export const objectParts = (...parts: readonly string[]): string =>
  ['<?xml version="1.0" encoding="UTF-8"?>', `<CustomObject ${XMLNS}>`, ...parts, '</CustomObject>'].join('\n');

export const textField = (name: string, length = 40): string =>
  [
    '<fields>',
    `<fullName>${name}</fullName>`,
    `<label>${name}</label>`,
    `<length>${length}</length>`,
    '<type>Text</type>',
    '</fields>',
  ].join('\n');
