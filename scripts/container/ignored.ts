// Which files a builder is not given: .dockerignore, as its rules are documented. The last pattern that fits a path, or a folder
// it lies in, decides. https://docs.docker.com/build/concepts/context/#dockerignore-files

/** @returns whether a path, relative to the project and with slashes, is left out */
export function ignoredBy(text: string): (path: string) => boolean {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      isException: line.startsWith('!'),
      pattern: expressionOf(line.replace(/^!/, '').replace(/^\/|\/$/g, '')),
    }));
  return (path) => {
    const names = path.split('/');
    const places = names.map((_, index) => names.slice(0, index + 1).join('/'));
    const last = patterns.findLast(({ pattern }) => places.some((place) => pattern.test(place)));
    return last !== undefined && !last.isException;
  };
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Unlike a shell's, a star fits a leading dot too. */
function expressionOf(glob: string): RegExp {
  return new RegExp(
    `^${glob.replace(/\*\*\/|\*\*|[*?]|[.+^${}()|[\]\\]/g, (part) => WILDCARDS[part] ?? `\\${part}`)}$`,
  );
}
