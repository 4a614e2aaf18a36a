// Who looks at a page of the site: the user of the browser's session, or the site's guest.
import type { Request } from 'express';
import type { ApiContext } from '../../api/context.ts';
import { sessionCookie } from '../../api/site-sign-in.ts';
import type { LocalOrg } from '../../org.ts';
import { GUEST_LICENCE } from '../../security/licences.ts';
import type { RunningUser } from '../../security/running-user.ts';
import { acceptedLanguages, defaultLanguage, firstKnown } from '../metadata/languages.ts';
import type { Language, Site } from '../metadata/site.ts';
import { cookieOf } from '../../api/cookies.ts';

export interface Visitor {
  /** Undefined on an org without a guest user. */
  readonly user: RunningUser | undefined;
  readonly isGuest: boolean;
}

export function visitorOf({ org, sessions }: ApiContext, request: Request): Visitor {
  const sid = sessionCookie(request);
  const session = sid === undefined ? undefined : sessions.find(sid);
  if (session) return { user: org.userById(session.userId), isGuest: false };
  return { user: guestOf(org), isGuest: true };
}

/** The active user with a guest licence. */
export function guestOf(org: LocalOrg): RunningUser | undefined {
  for (const row of org.store.all('User')) {
    if (row['IsActive'] !== true) continue;
    const user = org.userById(String(row['Id']));
    if (user.licence === GUEST_LICENCE) return user;
  }
  return undefined;
}

/** Ids of the org's network and site; nothing else in the local org is asked for them. */
export const ID_OF_COMMUNITY = '0DB000000000001AAA';
export const ID_OF_SITE = '0DM000000000001AAA';

/** Where whoever lets a visitor choose a language keeps the choice. Its name is from components of public projects. */
export const LANGUAGE_COOKIE = `PreferredLanguage${ID_OF_SITE}`;

/** What an address without a language means to this visitor. */
export function preferredLanguage(site: Site, { user, isGuest }: Visitor, request: Request): Language {
  const chosen = cookieOf(request, LANGUAGE_COOKIE);
  const own = isGuest ? acceptedLanguages(request.get('accept-language') ?? '') : [user!.language];
  return firstKnown(site, chosen === undefined ? own : [chosen]) ?? defaultLanguage(site);
}

/** From what the browser says it runs on. */
export function formFactorOf(request: Request): 'Large' | 'Medium' | 'Small' {
  const agent = request.get('user-agent') ?? '';
  if (/iPad|Tablet/.test(agent)) return 'Medium';
  return /Mobi|Android|iPhone/.test(agent) ? 'Small' : 'Large';
}
