// Deployments over REST: `/services/data/vXX.X/metadata/deployRequest`.
// Source: Metadata API Developer Guide, "Deploying and Retrieving Metadata with REST".
import express, { type Request, type Response, type Router } from 'express';
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count, versionOf } from '../data-router.ts';
import { isObject } from '../json-body.ts';
import { answerOf } from '../rest.ts';
import { deployer, deploymentOf } from './deploy-access.ts';
import { optionsOfJson } from './deploy-options.ts';
import { deployResult } from './deploy-result.ts';
import { readMultipart } from './multipart.ts';

/** Source: the same guide: a zip of at most 39 MB. */
const MAX_BODY_BYTES = 41 * 1024 * 1024;
const PATH = '/services/data/:version/metadata/deployRequest';

interface Answer {
  readonly status: number;
  readonly body: object;
}

export function deployRouter(context: ApiContext): Router {
  const router = express.Router();
  const body = express.raw({ type: () => true, limit: MAX_BODY_BYTES });
  const answering =
    (work: (request: Request, user: RunningUser) => Answer) =>
    (request: Request, response: Response): void => {
      try {
        versionOf(context, String(request.params.version));
        const user = authenticate(context, request);
        count(context, request, response);
        const { status, body } = work(request, user);
        response.status(status).json(body);
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error;
        const { status, body } = answerOf(error);
        response.status(status).json(body);
      }
    };
  router.post(
    PATH,
    body,
    answering((request, user) => begin(context, request, user)),
  );
  router.get(
    `${PATH}/:id`,
    answering((request, user) => status(context, request, user)),
  );
  router.patch(
    `${PATH}/:id`,
    body,
    answering((request, user) => cancel(context, request, user)),
  );
  return router;
}

function begin(context: ApiContext, request: Request, user: RunningUser): Answer {
  const by = deployer(user);
  const { deployments, org } = context;
  const bytes = bodyOf(request);
  const type = request.get('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    const { validatedDeployRequestId: validated } = jsonOf(bytes);
    if (typeof validated !== 'string')
      throw new SalesforceError(
        'INVALID_INPUT',
        'A multipart/form-data body with file and entity_content is expected, or JSON with validatedDeployRequestId',
      );
    const { id } = deployments.startValidated(validated, by);
    return { status: 201, body: { id, validatedDeployRequestId: validated } };
  }
  const parts = new Map(readMultipart(type, bytes).map(({ name, content }) => [name, content]));
  const [zip, entity] = [parts.get('file'), parts.get('entity_content') ?? parts.get('json')];
  if (!zip || !entity)
    throw new SalesforceError(
      'INVALID_MULTIPART_REQUEST',
      'The request must hold a part file and a part entity_content',
    );
  const deployment = deployments.start(Buffer.from(zip), optionsOfJson(jsonOf(entity)['deployOptions']), by);
  return { status: 201, body: { id: deployment.id, deployResult: deployResult(deployment, org, false) } };
}

function status({ deployments, org }: ApiContext, request: Request, user: RunningUser): Answer {
  deployer(user);
  const deployment = deploymentOf(deployments, String(request.params.id));
  const includeDetails = request.query['includeDetails'] === 'true';
  return { status: 200, body: { id: deployment.id, deployResult: deployResult(deployment, org, includeDetails) } };
}

function cancel({ deployments, org }: ApiContext, request: Request, user: RunningUser): Answer {
  const by = deployer(user);
  const deployment = deploymentOf(deployments, String(request.params.id));
  const { deployResult: wanted } = jsonOf(bodyOf(request));
  if (!isObject(wanted) || wanted['status'] !== 'Canceling')
    throw new SalesforceError(
      'INVALID_INPUT',
      'The only change of a deployment is { "deployResult": { "status": "Canceling" } }',
    );
  deployments.cancel(deployment, by);
  return { status: 202, body: { id: deployment.id, deployResult: deployResult(deployment, org, false) } };
}

const bodyOf = ({ body }: Request): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

function jsonOf(bytes: Buffer): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    if (isObject(json)) return json;
  } catch (cause) {
    throw new SalesforceError('JSON_PARSER_ERROR', 'The body is no JSON', { cause });
  }
  throw new SalesforceError('JSON_PARSER_ERROR', 'The body is no JSON object');
}
