// A browser of the customer site as far as Apex is concerned: calls controllers as pages do, first as a guest, then with the
// session's cookie.

interface CallAnswer {
  readonly returnValue?: unknown;
  readonly message?: string;
}

export class PortalVisitor {
  readonly #origin: string;
  #cookie: string | undefined;

  /** @param origin of the local org, e.g. `http://127.0.0.1:4800` */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Calls an @AuraEnabled method. @throws Error the method refused: its text for the customer */
  async call<T>(classname: string, method: string, params: object = {}): Promise<T> {
    const reply = await fetch(`${this.#origin}/webruntime/api/apex/execute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.#cookie && { cookie: this.#cookie }) },
      body: JSON.stringify({ namespace: '', classname, method, isContinuation: false, params, cacheable: false }),
    });
    const answer = (await reply.json()) as CallAnswer;
    if (!reply.ok) throw new Error(`${classname}.${method} answered HTTP ${reply.status}: ${answer.message}`);
    return answer.returnValue as T;
  }

  /** Follows the link of a mail, sets a password and keeps the session. @throws Error the link is no good */
  async setPassword(link: string, password: string): Promise<void> {
    const { searchParams, origin, pathname } = new URL(link);
    const reply = await fetch(origin + pathname, {
      method: 'POST',
      body: new URLSearchParams({ c: searchParams.get('c') ?? '', password }),
      redirect: 'manual',
    });
    this.#cookie = reply.headers.get('set-cookie')?.split(';')[0];
    if (reply.status !== 302 || !this.#cookie)
      throw new Error(`The link to set a password was refused: HTTP ${reply.status}\n${await reply.text()}`);
  }

  /** Signs in by the site's own controller. @throws Error wrong user name or password */
  async signIn(username: string, password: string): Promise<void> {
    const address = await this.call<string>('SignInController', 'signIn', { username, password, startUrl: '/' });
    const reply = await fetch(new URL(address, this.#origin), { redirect: 'manual' });
    this.#cookie = reply.headers.get('set-cookie')?.split(';')[0];
    if (!this.#cookie) throw new Error(`The front door gave no session: HTTP ${reply.status}`);
  }
}
