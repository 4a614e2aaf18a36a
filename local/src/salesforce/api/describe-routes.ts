// `/sobjects`, `/sobjects/X` and `/sobjects/X/describe`: what objects there are.
import { describeSummary, describeType } from './describe.ts';
import { isVisible, visibleType } from './record-input.ts';
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

const MAX_BATCH_SIZE = 200;

export const describeRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/sobjects', inComposite: 'single', handle: global },
  { method: 'GET', path: '/sobjects/:type', inComposite: 'single', handle: basic },
  { method: 'GET', path: '/sobjects/:type/describe', inComposite: 'single', handle: full },
];

function global(call: RestCall): RestAnswer {
  const types = [...call.context.org.schema.types.values()].filter((type) => isVisible(call.user, type));
  const sobjects = types
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((type) => describeSummary(call.user, type, call.version));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: MAX_BATCH_SIZE, sobjects } };
}

function basic(call: RestCall): RestAnswer {
  const type = visibleType(call.context.org, call.user, call.params.type!);
  return { status: 200, body: { objectDescribe: describeSummary(call.user, type, call.version), recentItems: [] } };
}

function full(call: RestCall): RestAnswer {
  const { org } = call.context;
  const type = visibleType(org, call.user, call.params.type!);
  return { status: 200, body: describeType(org.schema, call.user, type, call.version) };
}
