// Signing a client in to WHMCS's client area by an address that works once. Whoever holds the address is that client, past
// every second factor: it is handed on and kept nowhere.
import type { WhmcsCall } from './call.ts';
import { textIn, UnreadableReply } from './reply.ts';

/**
 * An address that signs the client in and leads to `path`; good for 60 seconds. WHMCS does not ask whether what is there is
 * the client's: the page does.
 * @param path from the root of the installation, e.g. `viewinvoice.php?id=7701`
 * @throws PortwayError as WhmcsCall; WHMCS_REJECTED: no such client, or one who may not sign in
 * @see https://developers.whmcs.com/api-reference/createssotoken/
 */
export async function createSignOn(whmcs: WhmcsCall, whmcsClientId: string, path: string): Promise<URL> {
  return whmcs(
    'CreateSsoToken',
    { client_id: whmcsClientId, destination: 'sso:custom_redirect', sso_redirect_path: path },
    {
      sends: 'once',
      read: (reply) => {
        const address = textIn(reply, 'redirect_url');
        if (!URL.canParse(address)) throw new UnreadableReply('no redirect_url');
        return new URL(address);
      },
    },
  );
}
