// Sessions of people in a browser: the front door that turns a session into a cookie, the page a mailed link leads to, sign-out.
// Paths as on the platform: /secur/frontdoor.jsp (what Site.login's PageReference leads to), /secur/logout.jsp.
// @see Salesforce Help, "Using Frontdoor.jsp to Bridge an Existing Session Into Salesforce"
import express, { type Request, type Response, type Router } from 'express';
import { PasswordRefused } from '../security/passwords.ts';
import { homeOfMember } from '../site/metadata/members.ts';
import type { ApiContext } from './context.ts';
import { cookieOf } from './cookies.ts';
import { expiredPage, passwordPage } from './password-page.ts';
import type { Session } from './sessions.ts';

const COOKIE = 'sid';
/** Sessions that a browser holds are opened by the site, by no connected app. */
export const SITE_CLIENT = 'site';

export function siteSignInRouter(context: ApiContext): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  router.get('/secur/frontdoor.jsp', (request, response) => {
    const sid = textOf(request.query.sid);
    if (!sid || !context.sessions.find(sid))
      return void response.status(403).type('text').send('Session expired or invalid');
    enter(response, sid, textOf(request.query.retURL));
  });
  router.get('/secur/logout.jsp', (request, response) => {
    const sid = sessionCookie(request);
    if (sid) context.sessions.close(sid);
    response.clearCookie(COOKIE, { path: '/' }).redirect(302, localPath(textOf(request.query.retUrl)));
  });
  router.get('/secur/setpassword', (request, response) => {
    const token = textOf(request.query.c) ?? '';
    const userId = context.org.passwords.invited(token);
    if (userId === undefined) return sendExpired(request, response);
    response.type('html').send(passwordPage(token, languageOf(context, userId)));
  });
  router.post('/secur/setpassword', form, (request, response) => {
    const { c = '', password = '' } = request.body as Record<string, string | undefined>;
    const token = String(c);
    const userId = context.org.passwords.invited(token);
    if (userId === undefined) return sendExpired(request, response);
    try {
      context.org.passwords.redeem(token, String(password));
      const to = textOf(request.query.retURL) ?? homeOfMember(context.org, userId);
      enter(response, openSiteSession(context, userId).token, to);
    } catch (error) {
      if (!(error instanceof PasswordRefused)) throw error;
      response
        .status(400)
        .type('html')
        .send(passwordPage(token, languageOf(context, userId), true));
    }
  });
  return router;
}

/** Nobody knows whose it was: the browser's language has to do. */
function sendExpired(request: Request, response: Response): void {
  const [language] = request.acceptsLanguages();
  response.status(410).type('html').send(expiredPage(language));
}

function languageOf({ org }: ApiContext, userId: string): string | undefined {
  return textOf(org.store.get('User', userId)?.['LanguageLocaleKey']);
}

/** A session for a user of a site. */
export function openSiteSession(context: ApiContext, userId: string): Session {
  return context.sessions.open({ userId, clientId: SITE_CLIENT, scopes: ['web'] });
}

/** The session id of the browser's cookie, or undefined. */
export const sessionCookie = (request: Request): string | undefined => cookieOf(request, COOKIE);

function enter(response: Response, sid: string, to: string | undefined): void {
  response.cookie(COOKIE, sid, { httpOnly: true, sameSite: 'lax', path: '/' }).redirect(302, localPath(to));
}

/** Only a path of this server: `//elsewhere` and full addresses lead nowhere. */
function localPath(path: string | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
