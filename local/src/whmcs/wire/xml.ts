// The answer to a call that forgot `responsetype=json`: XML, which a JSON client cannot read. The action is done all the same.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** @param json what the JSON answer would have been */
export function xmlFromJson(json: string, action: string, version: string): string {
  const body = JSON.parse(json) as Record<string, unknown>;
  return `<?xml version="1.0" encoding="utf-8"?>\n<whmcsapi version="${escaped(version)}">\n${element('action', action)}${elements(body)}</whmcsapi>`;
}

function elements(record: Record<string, unknown>): string {
  return Object.entries(record)
    .map(([key, value]) =>
      Array.isArray(value) ? value.map((item) => element(key, item)).join('') : element(key, value),
    )
    .join('');
}

function element(key: string, value: unknown): string {
  const name = key.replace(/[^\w-]/g, '_');
  const isNested = typeof value === 'object' && value !== null;
  const content = isNested ? `\n${elements(value as Record<string, unknown>)}` : escaped(scalar(value));
  return `<${name}>${content}</${name}>\n`;
}

function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (char) => ENTITIES[char]!);
}
