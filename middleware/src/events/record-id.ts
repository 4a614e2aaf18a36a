// Salesforce record ids as they arrive in events. The 18-character form ends in a checksum of the case of the first 15.
// Salesforce Help, "ID Field Behavior"; SOAP API Developer Guide, "ID Field Type".

const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form of a 15- or 18-character id, or null when it is none or its checksum is wrong. */
export function toRecordId(text: string): string | null {
  if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-5]{3})?$/.test(text)) return null;
  const id = text.slice(0, 15) + checksumOf(text);
  return text.length === 15 || text.slice(15).toUpperCase() === id.slice(15) ? id : null;
}

/** Each character stands for the upper-case letters among five. */
function checksumOf(id: string): string {
  let checksum = '';
  for (let chunk = 0; chunk < 3; chunk++) {
    let bits = 0;
    for (let place = 0; place < 5; place++) if (/[A-Z]/.test(id[chunk * 5 + place]!)) bits |= 1 << place;
    checksum += CHECKSUM[bits];
  }
  return checksum;
}
