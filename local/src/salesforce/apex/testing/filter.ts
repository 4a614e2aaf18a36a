// Which tests to run: `Class`, `Class.method`, with `*` for any text, ignoring case.

export interface TestFilter {
  takes(className: string, methodName: string): boolean;
  /** Some method of the class may be taken. */
  takesClass(className: string): boolean;
}

interface Pattern {
  readonly cls: RegExp;
  readonly method: RegExp;
}

/** A test runs when any pattern takes it; without patterns all run. */
export function testFilter(texts: readonly string[]): TestFilter {
  const patterns = (texts.length > 0 ? texts : ['*']).map(toPattern);
  return {
    takes: (className, methodName) =>
      patterns.some(({ cls, method }) => cls.test(className) && method.test(methodName)),
    takesClass: (className) => patterns.some(({ cls }) => cls.test(className)),
  };
}

function toPattern(text: string): Pattern {
  const dot = text.indexOf('.');
  return dot < 0
    ? { cls: expression(text), method: expression('*') }
    : { cls: expression(text.slice(0, dot)), method: expression(text.slice(dot + 1)) };
}

function expression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
