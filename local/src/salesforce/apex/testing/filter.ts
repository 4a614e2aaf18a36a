// Which tests to run: `Class`, `Class.method`, with `*` for any text, ignoring case.

export type TestFilter = (className: string, methodName: string) => boolean;

/** A test runs when any pattern takes it; without patterns all run. */
export function testFilter(patterns: readonly string[]): TestFilter {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => {
    const dot = pattern.indexOf('.');
    const cls = expression(dot < 0 ? pattern : pattern.slice(0, dot));
    const method = expression(dot < 0 ? '*' : pattern.slice(dot + 1));
    return (className: string, methodName: string) => cls.test(className) && method.test(methodName);
  });
  return (className, methodName) => tests.some((test) => test(className, methodName));
}

function expression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
