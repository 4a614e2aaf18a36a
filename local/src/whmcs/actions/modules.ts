// Module commands on one service, and the queue of those that failed. Reference: reference/whmcs-api.md §2.4.
import type { QueueItem, Service } from '../model/entities.ts';
import type { ModuleAction } from '../model/installation-config.ts';
import { Refusal, type Reply } from '../wire/reply.ts';
import type { Action, ActionTable, Call } from './action.ts';
import { runModule } from './module-runner.ts';

export const MODULE_ACTIONS: ActionTable = {
  modulecreate: moduleCommand('CreateAccount'),
  modulesuspend: moduleCommand('SuspendAccount', ({ params }) => ({ suspendReason: params.text('suspendreason') })),
  moduleunsuspend: moduleCommand('UnsuspendAccount', () => ({ suspendReason: '' })),
  moduleterminate: moduleCommand('TerminateAccount'),
  modulechangepackage: moduleCommand('ChangePackage'),
  getmodulequeue: getModuleQueue,
};

/** @throws Refusal with WHMCS's text or the module's own; a module failure is also put in the queue */
function moduleCommand(action: ModuleAction, patchOf: (call: Call) => Partial<Service> = () => ({})): Action {
  return async (call) => {
    const { params, whmcs } = call;
    const id = params.text('serviceid') || params.text('accountid');
    if (id === '') throw new Refusal('Service ID is required');
    const service = whmcs.books.services.get(Number(id));
    if (!service) throw new Refusal('Service ID not found');
    const product = whmcs.product(service.pid);
    if (!product?.module) throw new Refusal('Service not assigned to a module');
    // What a real module says to a second create is its own affair; most refuse.
    if (action === 'CreateAccount' && service.status === 'Active') throw new Refusal('Account already exists');
    const error = await runModule(whmcs, service, product, action, patchOf(call));
    if (error !== undefined) throw new Refusal(error);
    return {};
  };
}

function getModuleQueue({ params, whmcs }: Call): Reply {
  const relatedId = params.int('relatedId');
  const [type, module, action] = [params.text('serviceType'), params.text('moduleName'), params.text('moduleAction')];
  const since = params.text('since');
  const { queue } = whmcs.books;
  const candidates = relatedId ? queue.by('serviceId', relatedId) : [...queue.all()];
  const found = candidates.filter(
    (item) =>
      !item.completed &&
      (type === '' || type === 'service') &&
      (module === '' || item.moduleName === module) &&
      (action === '' || item.action === action) &&
      (since === '' || item.lastAttempt >= since),
  );
  return { count: String(found.length), queue: found.map(queueRow) };
}

function queueRow(item: QueueItem): Reply {
  return {
    id: item.id,
    serviceType: 'service',
    serviceId: item.serviceId,
    moduleName: item.moduleName,
    moduleAction: item.action,
    lastAttempt: item.lastAttempt,
    lastAttemptError: item.lastError,
    numRetries: item.retries,
    completed: 0,
    createdAt: item.createdAt,
    updatedAt: item.lastAttempt,
  };
}
