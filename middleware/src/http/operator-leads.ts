// The website's leads for the operator: how many wait, and those that Salesforce refused, each with its words, to be put back
// or dismissed. As pages and as JSON.
import { Router, type Response } from 'express';
import { discardLead, redriveLead, refusedLeads, type LeadView } from '../ledger/lead-queue.ts';
import { leadCounts, type LeadCounts } from '../ledger/leads.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import type { OperatorSession } from './operator-session.ts';
import { paged } from './paging.ts';
import { postForm, table, time } from './table.ts';

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
    .get(
      paged(async (paging, _request, response) => {
        response.json({ ...(await leadCounts(ledger)), setAside: await refusedLeads(ledger, paging) });
      }),
    )
    .all(otherMethods('GET'));
  addDeeds(router, ledger, (response, deed) => response.status(202).json({ outcome: deed, message: DONE[deed] }));
  return router;
}

/** Below /operator/leads. */
export function leadsPages({ ledger, session }: { ledger: Ledger; session: OperatorSession }): Router {
  const router = Router();
  router
    .route('/')
    .get(
      paged(async (paging, request, response) => {
        const csrf = session.csrfFor(request);
        const said = Object.entries(DONE).find(([deed]) => deed === request.query.said)?.[1] ?? '';
        const body = leadsView(await leadCounts(ledger), await refusedLeads(ledger, paging), csrf, said);
        response.send(page({ title: 'Leads', body, csrf, here: 'leads' }));
      }),
    )
    .all(otherMethods('GET'));
  addDeeds(router, ledger, (response, deed) => response.redirect(303, `/operator/leads?said=${deed}`));
  return router;
}

/** POST …/<request id>/redrive and …/discard. */
function addDeeds(router: Router, ledger: Ledger, answer: (response: Response, deed: Deed) => unknown): void {
  for (const deed of Object.keys(DEEDS) as Deed[]) {
    router
      .route(`/:requestId/${deed}`)
      .post(async (request, response) => {
        const isDone = await DEEDS[deed](ledger, request.params.requestId, new Date());
        if (!isDone) return refuse(request, response, 404, UNKNOWN);
        answer(response, deed);
      })
      .all(otherMethods('POST'));
  }
}

function leadsView(counts: LeadCounts, leads: readonly LeadView[], csrf: string, said: string): Html {
  return html`<h1>Leads of the website</h1>
    ${said === '' ? '' : html`<p role="status">${said}</p>`}
    <p>${counts.waiting} wait for Salesforce, ${counts.refused} are set aside because Salesforce does not take them.</p>
    <div class="card">
      ${table({
        caption: 'Set aside, oldest first',
        columns: ['Received', 'Why', 'What was sent', 'What to do'],
        rows: leads.map((lead) => leadRow(lead, csrf)),
      })}
    </div>`;
}

function leadRow({ requestId, reason, receivedAt, lead }: LeadView, csrf: string) {
  const button = (deed: Deed, label: string): Html =>
    postForm(
      `/operator/leads/${encodeURIComponent(requestId)}/${deed}`,
      csrf,
      html`<p><button aria-label="${label} the lead received ${receivedAt.toISOString()}">${label}</button></p>`,
    );
  const sent = html`<pre>${JSON.stringify(lead, null, 2)}</pre>`;
  return [time(receivedAt), reason, sent, [button('redrive', 'Try again'), button('discard', 'Remove')]];
}
