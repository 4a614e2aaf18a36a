// What is made of a file's text is made once, however often it is asked for, as by several checks or after a change elsewhere.

/** @param make must depend on the file's name and text alone; only the last text of each file is remembered */
export function remembered<T>(make: (file: string, text: string) => T): (file: string, text: string) => T {
  const last = new Map<string, { readonly text: string; readonly made: T }>();
  return (file, text) => {
    const known = last.get(file);
    if (known?.text === text) return known.made;
    const made = make(file, text);
    last.set(file, { text, made });
    return made;
  };
}
