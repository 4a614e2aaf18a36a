// `/services/oauth2/singleaccess`: an address that opens the org in a browser as the session's user, once.
// Source: Salesforce Help, "Generate a Frontdoor URL to Bridge into UI Sessions" (UI Bridge API).
import { randomBytes } from 'node:crypto';
import express, { type Router } from 'express';
import type { ApiContext } from './context.ts';
import { bearerToken } from './oauth-router.ts';
import { openSiteSession } from './site-sign-in.ts';

/** An address that nobody opens is good for so long (unconfirmed). */
const GOOD_MS = 60_000;

interface Access {
  readonly userId: string;
  readonly until: number;
}

const accessesByContext = new WeakMap<ApiContext, Map<string, Access>>();

function accessesOf(context: ApiContext): Map<string, Access> {
  let accesses = accessesByContext.get(context);
  if (!accesses) accessesByContext.set(context, (accesses = new Map<string, Access>()));
  return accesses;
}

export function singleAccessRouter(context: ApiContext): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  router.all('/services/oauth2/singleaccess', form, (request, response) => {
    const token = bearerToken(request);
    const session = token === undefined ? undefined : context.sessions.find(token);
    if (!session) return void response.status(403).type('text').send('Bad_OAuth_Token');
    const password = randomBytes(24).toString('base64url');
    accessesOf(context).set(password, { userId: session.userId, until: context.org.clock() + GOOD_MS });
    const body = request.body as Record<string, unknown> | undefined;
    const to = request.query['redirect_uri'] ?? body?.['redirect_uri'];
    const query = new URLSearchParams({ otp: password, ...(typeof to === 'string' && { retURL: to }) });
    response.json({ frontdoor_uri: `${context.origin}/secur/frontdoor.jsp?${query.toString()}` });
  });
  // What an address of this kind leads to; the front door itself goes on with the session.
  router.get('/secur/frontdoor.jsp', (request, response, next) => {
    const { otp, retURL } = request.query;
    if (typeof otp !== 'string') return next();
    const access = accessesOf(context).get(otp);
    accessesOf(context).delete(otp);
    if (!access || access.until < context.org.clock())
      return void response.status(403).type('text').send('This address has been used, or is too old');
    const query = new URLSearchParams({
      sid: openSiteSession(context, access.userId).token,
      ...(typeof retURL === 'string' && { retURL }),
    });
    response.redirect(302, `/secur/frontdoor.jsp?${query.toString()}`);
  });
  return router;
}
