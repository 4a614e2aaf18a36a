// A signed-in REST client of the local org for scripts: the same JWT bearer sign-in as the middleware's.
import { readFileSync } from 'node:fs';
import { Connection } from 'jsforce';
import { signIn } from '../../middleware/src/salesforce/sign-in.ts';
import { LOCAL_CLIENT_ID, LOCAL_INTEGRATION_USER } from './local-environment.ts';

/** @param origin of the local org, e.g. `http://127.0.0.1:4800` */
export async function connectTo(origin: string, keyPath: string): Promise<Connection> {
  const { accessToken, instanceUrl } = await signIn({
    loginUrl: origin,
    audience: origin,
    clientId: LOCAL_CLIENT_ID,
    username: LOCAL_INTEGRATION_USER,
    privateKey: readFileSync(keyPath, 'utf8'),
    timeoutMs: 10_000,
  });
  return new Connection({ accessToken, instanceUrl, version: '65.0' });
}
