import { problemOf } from 'c/errors';

const apex = (message: string, exceptionType = 'System.AuraHandledException'): unknown => ({
  status: 500,
  body: { exceptionType, message },
});

describe('c/errors', () => {
  it('takes a refusal for what it says', () => {
    expect(problemOf(apex('You have nothing to pay.'))).toEqual({ kind: 'refused', text: 'You have nothing to pay.' });
  });

  it('tells which field a refusal is about', () => {
    expect(problemOf(apex('{"field":"email","text":"That is no address."}'))).toEqual({
      kind: 'refused',
      field: 'email',
      text: 'That is no address.',
    });
  });

  it('shows a refusal that only looks like one about a field as it is', () => {
    for (const text of ['{braces}', '{"field":1,"text":"x"}', '{"text":"x"}'])
      expect(problemOf(apex(text))).toEqual({ kind: 'refused', text });
  });

  it('never shows what another exception says', () => {
    const { kind, text } = problemOf(apex('Attempt to de-reference a null object', 'System.NullPointerException'));
    expect(kind).toBe('fault');
    expect(text).not.toContain('null object');
  });

  it.each([
    ['a status', { status: 401, body: { message: 'Session expired or invalid' } }],
    ['a code', { status: 400, body: { errorCode: 'INVALID_SESSION_ID' } }],
  ])('knows by %s that nobody is signed in any more', (_by, error) => {
    expect(problemOf(error).kind).toBe('expired');
  });

  it('knows a lost connection: no answer came, or the browser says so', () => {
    expect(problemOf(new TypeError('Failed to fetch')).kind).toBe('offline');
    const onLine = jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    expect(problemOf(new Error('anything')).kind).toBe('offline');
    onLine.mockRestore();
  });

  it.each([undefined, null, 'text', 7, new Error('broken')])('takes %s for a fault of ours', (error) => {
    expect(problemOf(error).kind).toBe('fault');
  });
});
