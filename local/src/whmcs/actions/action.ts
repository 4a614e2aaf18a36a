// What an API action is given and gives back.
import type { Installation } from '../model/installation.ts';
import type { Params } from '../wire/params.ts';
import type { Reply } from '../wire/reply.ts';

export interface Call {
  readonly whmcs: Installation;
  readonly params: Params;
  /** The caller's address. */
  readonly ip: string;
  /** Records something WHMCS passes over in silence (a dropped line, an unreadable field), for the request log. */
  readonly note: (text: string) => void;
}

/**
 * Carries an action out. The reply needs no `result`; `warning` is passed on.
 * @throws Refusal with WHMCS's text; nothing has been changed then, unless the action's own docs say otherwise
 */
export type Action = (call: Call) => Reply | Promise<Reply>;
export type ActionTable = Readonly<Record<string, Action>>;
