// What differs between Salesforce and WHMCS, for the operator: a page, and the same as JSON.
import express, { Router, type Request } from 'express';
import { readReport } from '../drift/read-report.ts';
import { reportLines, type Report } from '../drift/report.ts';
import { RULE_CODES, ruleOf } from '../drift/rules.ts';
import { TOPICS, type Topic } from '../drift/scope.ts';
import { askForDriftRun, findDriftRun, latestDriftRuns } from '../ledger/drift-runs.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { formValue, type OperatorSession } from './operator-session.ts';
import { postForm, time } from './table.ts';

/** GET …: the latest comparison. POST …/runs `{topics?, mends?}`: one more. GET …/runs/<id>: how far it is, what it found. */
export function driftApi(ledger: Ledger): Router {
  const router = Router();
  router
    .route('/')
    .get(async (_request, response) => void response.json(await readReport(ledger)))
    .all(otherMethods('GET'));
  router
    .route('/runs')
    .post(express.json({ limit: '10kb' }), async (request, response) => {
      const topics = topicsIn(request);
      if (!topics) return refuse(request, response, 400, `topics must be some of ${TOPICS.join(', ')}`);
      const mends = (request.body as { mends?: unknown } | undefined)?.mends === true;
      const { runId } = await askForDriftRun(ledger, { topics, mends }, new Date());
      response.status(202).json({ runId });
    })
    .all(otherMethods('POST'));
  router
    .route('/runs/:runId')
    .get(async (request, response) => {
      const run = await findDriftRun(ledger, request.params.runId);
      if (!run) return refuse(request, response, 404, 'There is no such comparison.');
      response.json(await readReport(ledger, run));
    })
    .all(otherMethods('GET'));
  return router;
}

function topicsIn({ body }: Request): readonly Topic[] | null {
  const { topics = TOPICS } = (body ?? {}) as { topics?: unknown };
  if (!Array.isArray(topics) || topics.length === 0) return null;
  return topics.every((topic) => TOPICS.includes(topic as Topic)) ? (topics as Topic[]) : null;
}

export function driftPages({ ledger, session }: { ledger: Ledger; session: OperatorSession }): Router {
  const router = Router();
  router
    .route('/')
    .get(async (request, response) => {
      const csrf = session.csrfFor(request);
      const [latest] = await latestDriftRuns(ledger, 1);
      const report = await readReport(ledger);
      const isUnderWay = latest?.state === 'asked' || latest?.state === 'running';
      response.send(page({ title: 'Differences', body: body(report, isUnderWay, csrf), csrf, here: 'drift' }));
    })
    .all(otherMethods('GET'));
  router
    .route('/runs')
    .post(async (request, response) => {
      await askForDriftRun(ledger, { topics: TOPICS, mends: formValue(request, 'mends') === 'yes' }, new Date());
      response.redirect(303, '/operator/drift');
    })
    .all(otherMethods('POST'));
  return router;
}

function body(report: Report | null, isUnderWay: boolean, csrf: string): Html {
  return html`<h1>Differences between Salesforce and WHMCS</h1>
    ${isUnderWay ? html`<p role="status">A comparison is under way. It takes some minutes.</p>` : ''}
    ${report ? found(report) : html`<p>They have not been compared yet.</p>`}
    ${postForm(
      '/operator/drift/runs',
      csrf,
      html`<p>
        <button class="primary">Compare now</button>
        <button name="mends" value="yes">Compare and mend what is safe</button>
      </p>`,
    )}`;
}

function found(report: Report): Html {
  const { run, findings } = report;
  const lines = reportLines({ run, findings: [] }).filter((line) => line !== '');
  return html`<div class="card">
      ${lines.map((line) => html`<p>${line}</p>`)}
      <p>Ended ${time(run.endedAt)}.</p>
    </div>
    ${RULE_CODES.map((code) => {
      const own = findings.filter((finding) => finding.code === code);
      if (own.length === 0) return '';
      return html`<section class="card" aria-label="${code}">
        <h2>${code}</h2>
        <p>${ruleOf(code)!.todo}</p>
        <ul>
          ${own.map(({ what, mendedAt }) => html`<li class="any">${what}${mendedAt === null ? '' : ' (mended)'}</li>`)}
        </ul>
      </section>`;
    })}`;
}
