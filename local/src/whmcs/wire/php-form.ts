// Reads a form body the way PHP fills $_POST. WHMCS clients depend on its corners: `pid[0]=..&pid[1]=..` makes a list,
// a repeated bare name keeps the last value, `pid[]` appends, and everything past max_input_vars vanishes silently.
// Rules: PHP manual, "Variables From External Sources", "max_input_vars", "max_input_nesting_level".

/** A PHP array: ordered, with integer and string keys. */
export type PhpArray = Map<number | string, PhpValue>;
export type PhpValue = string | PhpArray;

export interface ParsedForm {
  readonly values: PhpArray;
  /** Variables PHP would have dropped: past `max_input_vars`, or nested too deeply. */
  readonly dropped: number;
}

/** PHP's defaults; php.ini on most installations leaves them alone. */
export const PHP_LIMITS = { maxInputVars: 1000, maxNesting: 64, maxBodyBytes: 8 * 1024 * 1024 } as const;

/**
 * Parses `application/x-www-form-urlencoded` text as PHP does.
 * @param body the raw body, still percent-encoded
 */
export function parsePhpForm(body: string, maxInputVars: number = PHP_LIMITS.maxInputVars): ParsedForm {
  const values: PhpArray = new Map();
  let seen = 0;
  let dropped = 0;
  for (const pair of body.split('&')) {
    if (pair === '') continue;
    if (++seen > maxInputVars) {
      dropped++;
      continue;
    }
    const equals = pair.indexOf('=');
    const name = urlDecode(equals < 0 ? pair : pair.slice(0, equals));
    const path = pathOf(name);
    if (!path) continue;
    if (path.length > PHP_LIMITS.maxNesting) dropped++;
    else assign(values, path, equals < 0 ? '' : urlDecode(pair.slice(equals + 1)));
  }
  return { values, dropped };
}

/** PHP turns keys that read as canonical decimal integers into integers. */
export function phpKey(key: string): number | string {
  return /^(0|-?[1-9]\d{0,14})$/.test(key) ? Number(key) : key;
}

/** PHP's `urldecode`: `+` is a space, a malformed `%` stays, bytes that are not UTF-8 become U+FFFD. */
export function urlDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeBytes(spaced);
  }
}

function decodeBytes(text: string): string {
  const parts = text.split(/(%[0-9a-fA-F]{2})/);
  const bytes = parts.map((part) =>
    /^%[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'),
  );
  return Buffer.concat(bytes).toString('utf8');
}

/** Steps into the array; `''` in a bracket means "append". Undefined when PHP would ignore the variable. */
function pathOf(rawName: string): string[] | undefined {
  const name = rawName.replace(/^ +/, '').replace(/\0.*$/s, '');
  const bracket = name.indexOf('[');
  if (bracket < 0) return name === '' ? undefined : [variableName(name)];
  if (bracket === 0) return undefined;
  const path = [variableName(name.slice(0, bracket))];
  let at = bracket;
  while (name[at] === '[') {
    const close = name.indexOf(']', at);
    // An unclosed first bracket becomes part of the name, with "_" in its place; a later one is dropped.
    if (close < 0) return path.length === 1 ? [variableName(`${name.slice(0, at)}_${name.slice(at + 1)}`)] : path;
    path.push(name.slice(at + 1, close).trimStart());
    at = close + 1;
  }
  return path;
}

/** PHP variable names hold neither dots nor spaces. */
function variableName(name: string): string {
  return name.replace(/[ .]/g, '_');
}

function assign(root: PhpArray, path: readonly string[], value: string): void {
  let array = root;
  for (const [depth, step] of path.entries()) {
    const key = depth > 0 && step === '' ? nextIndex(array) : phpKey(step);
    if (depth === path.length - 1) {
      array.set(key, value);
      return;
    }
    const child = array.get(key);
    if (child instanceof Map) array = child;
    else {
      const fresh: PhpArray = new Map();
      array.set(key, fresh);
      array = fresh;
    }
  }
}

function nextIndex(array: PhpArray): number {
  let next = 0;
  for (const key of array.keys()) if (typeof key === 'number' && key >= next) next = key + 1;
  return next;
}
