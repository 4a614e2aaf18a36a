// `/limits`: the org's allocations, as far as the local org counts them.
import type { RestAnswer, RestCall, RestRoute } from './rest.ts';

export const limitRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/limits', inComposite: 'single', handle: limits },
];

function limits(call: RestCall): RestAnswer {
  const { usage } = call.context;
  const remaining = Math.max(0, usage.dailyLimit - usage.used());
  return { status: 200, body: { DailyApiRequests: { Max: usage.dailyLimit, Remaining: remaining } } };
}
