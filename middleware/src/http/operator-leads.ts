// The website's leads for the operator: how many wait, and those that Salesforce refused, each with its words, to be put back
// or dismissed. As pages and as JSON.
import { Router } from 'express';
import { discardLead, redriveLead, refusedLeads, type LeadView } from '../ledger/lead-queue.ts';
import { leadCounts, type LeadCounts } from '../ledger/leads.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { pagingOf } from './operator-api.ts';
import type { OperatorSession } from './operator-session.ts';

const DONE = { redrive: 'The lead is in the queue again.', discard: 'What its sender wrote is gone.' } as const;
const UNKNOWN = 'No lead of that id is set aside.';
type Deed = keyof typeof DONE;

const DEEDS: Readonly<Record<Deed, (ledger: Ledger, requestId: string, now: Date) => Promise<boolean>>> = {
  redrive: redriveLead,
  discard: discardLead,
};

/** Below /operator/api/leads. */
export function leadsApi(ledger: Ledger): Router {
  const router = Router();
  router
    .route('/')
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400, 'limit and offset must be whole numbers');
      response.json({ ...(await leadCounts(ledger)), setAside: await refusedLeads(ledger, paging) });
    })
    .all(otherMethods('GET'));
  for (const deed of Object.keys(DEEDS) as Deed[]) {
    router
      .route(`/:requestId/${deed}`)
      .post(async (request, response) => {
        const isDone = await DEEDS[deed](ledger, request.params.requestId, new Date());
        if (!isDone) return refuse(request, response, 404, UNKNOWN);
        response.status(202).json({ outcome: deed, message: DONE[deed] });
      })
      .all(otherMethods('POST'));
  }
  return router;
}

/** Below /operator/leads. */
export function leadsPages({ ledger, session }: { ledger: Ledger; session: OperatorSession }): Router {
  const router = Router();
  router
    .route('/')
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400);
      const csrf = session.csrfFor(request);
      const said = Object.entries(DONE).find(([deed]) => deed === request.query.said)?.[1] ?? '';
      const body = leadsView(await leadCounts(ledger), await refusedLeads(ledger, paging), csrf, said);
      response.send(page({ title: 'Leads', body, csrf, here: 'leads' }));
    })
    .all(otherMethods('GET'));
  for (const deed of Object.keys(DEEDS) as Deed[]) {
    router
      .route(`/:requestId/${deed}`)
      .post(async (request, response) => {
        const isDone = await DEEDS[deed](ledger, request.params.requestId, new Date());
        if (!isDone) return refuse(request, response, 404, UNKNOWN);
        response.redirect(303, `/operator/leads?said=${deed}`);
      })
      .all(otherMethods('POST'));
  }
  return router;
}

function leadsView(counts: LeadCounts, leads: readonly LeadView[], csrf: string, said: string): Html {
  return html`<h1>Leads of the website</h1>
    ${said === '' ? '' : html`<p role="status">${said}</p>`}
    <p>${counts.waiting} wait for Salesforce, ${counts.refused} are set aside because Salesforce does not take them.</p>
    <div class="card">
      <table>
        <caption>
          Set aside, oldest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Received</th>
            <th scope="col">Why</th>
            <th scope="col">What was sent</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          ${
            leads.length === 0
              ? html`<tr>
                  <td colspan="4">None.</td>
                </tr>`
              : leads.map((lead) => leadRow(lead, csrf))
          }
        </tbody>
      </table>
    </div>`;
}

function leadRow({ requestId, reason, receivedAt, lead }: LeadView, csrf: string): Html {
  const at = receivedAt.toISOString();
  const button = (deed: Deed, label: string): Html =>
    html`<form method="post" action="/operator/leads/${encodeURIComponent(requestId)}/${deed}">
      <input type="hidden" name="csrf" value="${csrf}" />
      <p><button aria-label="${label} the lead received ${at}">${label}</button></p>
    </form>`;
  return html`<tr>
    <th scope="row"><time datetime="${at}">${at.replace('T', ' ').slice(0, 19)} UTC</time></th>
    <td data-label="Why">${reason}</td>
    <td data-label="What was sent"><pre>${JSON.stringify(lead, null, 2)}</pre></td>
    <td data-label="What to do">${button('redrive', 'Try again')}${button('discard', 'Remove')}</td>
  </tr>`;
}
