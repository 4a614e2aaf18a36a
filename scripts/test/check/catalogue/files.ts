// Files that mistakes add to the project.

/** A metadata file of a type; `body` holds its elements. */
export const metadata = (type: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">\n${body.trim()}\n</${type}>\n`;

/** A custom field with the words that every field needs; `body` holds the rest. */
export const customField = (name: string, body: string): string =>
  metadata(
    'CustomField',
    `<fullName>${name}</fullName>\n<description>Planted.</description>\n<label>Planted</label>\n${body.trim()}`,
  );
