// .forceignore: which files of the project do not count. Patterns are those of gitignore; the simple ones are understood:
// `*`, `**`, `?`, a leading `/`, a trailing `/`, `!` and comments. Source: Salesforce DX Developer Guide, "How to Exclude Source".

/** True for a path (relative to the project root, with `/`) that is ignored. */
export type Ignores = (path: string) => boolean;

/** Files that the Salesforce CLI never deploys. */
const ALWAYS = ['**/*.dup', '**/.*', '**/package2-descriptor.json', '**/package2-manifest.json'];

export function parseForceIgnore(text: string): Ignores {
  const rules = [...ALWAYS, ...text.split('\n')]
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toRule);
  return (path) => {
    let ignored = false;
    for (const rule of rules) if (rule.pattern.test(path)) ignored = !rule.negated;
    return ignored;
  };
}

function toRule(line: string): { pattern: RegExp; negated: boolean } {
  const negated = line.startsWith('!');
  let glob = (negated ? line.slice(1) : line).replace(/\/$/, '');
  // As in git: a slash at the start or in the middle ties the pattern to the root.
  const anchored = glob.includes('/');
  glob = glob.replace(/^\//, '');
  const body = glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((piece) => GLOB[piece] ?? piece.replace(/[.+^${}()|\\]/g, '\\$&'))
    .join('');
  return { negated, pattern: new RegExp(`${anchored ? '^' : '(^|/)'}${body}(/|$)`) };
}

const GLOB: Record<string, string> = {
  '**/': '(?:.*/)?',
  '/**': '/.*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
