// Sign-in of clients: `/services/oauth2/token`, `/revoke` and `/userinfo`, and the identity URL.
// Only the JWT bearer grant is spoken; the others are refused as an org refuses a grant that is switched off.
import express, { type Request, type Response, type Router } from 'express';
import type { ApiContext } from './context.ts';
import { identityOf, userInfoOf } from './identity.ts';
import { verifyAssertion } from './jwt-assertion.ts';
import { isPreAuthorised } from './pre-authorisation.ts';
import { OAuthError } from './oauth-error.ts';
import type { Session } from './sessions.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Grants an org knows but that need a browser, a password or a stored refresh token: none exists here. */
const GRANTS: Readonly<Record<string, (context: ApiContext, form: Form) => object>> = {
  [JWT_BEARER]: jwtBearer,
  refresh_token: () => refuse('invalid_grant', 'expired access/refresh token'),
  authorization_code: () => refuse('invalid_grant', 'expired authorization code'),
  password: () => refuse('invalid_grant', 'authentication failure'),
  client_credentials: () => refuse('invalid_grant', 'no client credentials user enabled'),
};

type Form = Readonly<Record<string, string | undefined>>;

export function oauthRouter(context: ApiContext): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '64kb' });
  router.post('/services/oauth2/token', form, (request, response) => {
    try {
      response.set('Cache-Control', 'no-store').json(grant(context, formOf(request)));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      response.status(400).json({ error: error.code, error_description: error.message });
    }
  });
  router.all('/services/oauth2/revoke', form, (request, response) => {
    const token = formOf(request).token ?? textOf(request.query.token);
    if (token && context.sessions.close(token)) response.status(200).end();
    else
      response
        .status(400)
        .json({ error: 'unsupported_token_type', error_description: 'this token type is not supported' });
  });
  router.all('/services/oauth2/userinfo', form, (request, response) =>
    withSession(context, request, response, (session) => userInfoOf(context, session)),
  );
  router.all('/id/:organizationId/:userId', form, (request, response) =>
    withSession(context, request, response, (session) => {
      const { organizationId, userId } = request.params;
      const isOwn = sameId(organizationId, context.org.organizationId) && sameId(userId, session.userId);
      return isOwn ? identityOf(context, session, textOf(request.query.version)) : undefined;
    }),
  );
  return router;
}

function grant(context: ApiContext, form: Form): object {
  if (!form.grant_type) throw new OAuthError('invalid_request', 'must specify grant_type');
  const answer = Object.hasOwn(GRANTS, form.grant_type) ? GRANTS[form.grant_type] : undefined;
  if (!answer) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  return answer(context, form);
}

function refuse(code: string, description: string): never {
  throw new OAuthError(code, description);
}

function jwtBearer(context: ApiContext, form: Form): object {
  if (!form.assertion) throw new OAuthError('invalid_grant', 'invalid assertion');
  const { client, username } = verifyAssertion(context, form.assertion);
  const user = userRow(context, username);
  // An app whose scopes lack refresh_token cannot be used "at any time", which is what this grant is.
  if (!user || !client.scopes.some((scope) => scope === 'refresh_token' || scope === 'full')) {
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  }
  if (user.IsActive === false) throw new OAuthError('invalid_grant', 'inactive user');
  const userId = String(user.Id);
  if (!isPreAuthorised(context.org, userId, client)) {
    throw new OAuthError('invalid_app_access', 'user is not admin approved to access this app');
  }
  const { clientId, scopes, sessionTimeoutMs } = client;
  const session = context.sessions.open({ userId, clientId, scopes, timeoutMs: sessionTimeoutMs });
  return {
    access_token: session.token,
    scope: scopes.join(' '),
    instance_url: context.origin,
    id: `${context.origin}/id/${context.org.organizationId}/${userId}`,
    token_type: 'Bearer',
  };
}

function userRow(context: ApiContext, username: string) {
  return context.org.store.find('User', 'Username', username).find((row) => row.IsDeleted !== true);
}

/** Identity resources answer 403 and a bare word to a bad token, not the REST error array. */
function withSession(
  context: ApiContext,
  request: Request,
  response: Response,
  answer: (session: Session) => object | undefined,
): void {
  const token = bearerToken(request) ?? formOf(request).access_token ?? textOf(request.query.oauth_token);
  if (!token) return void response.status(403).type('text').send('Missing_OAuth_Token');
  const session = context.sessions.find(token);
  if (!session) return void response.status(403).type('text').send('Bad_OAuth_Token');
  const body = answer(session);
  if (body) response.json(body);
  else response.status(403).type('text').send('Bad_Id');
}

/** Token of `Authorization: Bearer …` or `OAuth …`, or undefined. */
export function bearerToken(request: Request): string | undefined {
  return /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(request.get('authorization') ?? '')?.[1];
}

function formOf(request: Request): Form {
  const body: unknown = request.body;
  if (body === null || typeof body !== 'object') return {};
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, textOf(value)]));
}

/** A repeated parameter counts once, with its first value. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(value[0]);
  return typeof value === 'string' ? value : undefined;
}

function sameId(a: string | undefined, b: string): boolean {
  return a?.slice(0, 15) === b.slice(0, 15);
}
