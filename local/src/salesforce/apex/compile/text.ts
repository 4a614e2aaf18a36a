// Escapes of string literals. Source: Apex Developer Guide, "String" (\b \t \n \f \r \" \' \\ and \uXXXX).
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r' };

/** @param text what stands between the quotes */
export function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, one: string | undefined) =>
    hex ? String.fromCharCode(parseInt(hex, 16)) : (ESCAPES[one!] ?? one!),
  );
}
