// How a browser becomes an operator's: the page that asks for the token.
import express, { Router, type Response } from 'express';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { networkOf } from './network-of.ts';
import { formValue, type OperatorSession } from './operator-session.ts';

/** Reads form bodies, also those of the pages behind the token, for the check of their csrf value. */
export const readForm = express.urlencoded({ extended: false, limit: '10kb' });

/** Pages that anybody may ask for. */
export function loginRouter({ session }: { session: OperatorSession }): Router {
  const router = Router();
  const show = (response: Response, status: number, problem: string): void =>
    void response.status(status).send(page({ title: 'Sign in', body: loginForm(problem) }));
  router
    .route('/login')
    .get((_request, response) => show(response, 200, ''))
    .post(readForm, (request, response) => {
      if (session.isThrottled(networkOf(request))) return refuse(request, response, 429);
      const cookie = session.signIn(formValue(request, 'token'), networkOf(request));
      if (!cookie) return show(response, 401, 'That is not the operator token.');
      response.cookie(cookie.name, cookie.value, {
        httpOnly: true,
        sameSite: 'strict',
        secure: request.secure,
        maxAge: cookie.maxAgeMs,
        path: '/operator',
      });
      response.redirect(303, '/operator');
    })
    .all(otherMethods('GET', 'POST'));
  return router;
}

function loginForm(problem: string): Html {
  return html`<div class="card narrow">
    <h1>Portway operator</h1>
    ${problem === '' ? '' : html`<p class="bad" role="alert" id="problem">${problem}</p>`}
    <form method="post" action="/operator/login">
      <p>
        <label for="token">Operator token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          ${problem === '' ? '' : html`aria-invalid="true" aria-describedby="problem"`}
        />
      </p>
      <button class="primary">Sign in</button>
    </form>
  </div>`;
}
