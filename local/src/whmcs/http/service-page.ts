// One service, with what an administrator may do to it: suspend, let go on, end, or ask for its end.
import type { Service, ServiceStatus } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { requestCancellation } from '../actions/services.ts';
import { suspendService, terminateService, unsuspendService } from '../billing/service-state.ts';
import { CYCLES } from '../model/cycles.ts';
import { NO_DATE } from '../model/server-clock.ts';
import { html, type Html } from './html.ts';
import { alert, badge, clientLink, deed, fact, money, type Page } from './page-parts.ts';

interface ServiceDeed {
  readonly label: string;
  readonly tone: 'main' | 'plain' | 'grave';
  readonly when: readonly ServiceStatus[];
  /** @returns why not; undefined = done */
  readonly run: (whmcs: Installation, service: Service) => Promise<string | undefined> | string | undefined;
}

const DEEDS: Readonly<Record<string, ServiceDeed>> = {
  suspend: {
    label: 'Suspend',
    tone: 'plain',
    when: ['Active'],
    run: (whmcs, service) => suspendService(whmcs, service, 'Suspended by hand'),
  },
  unsuspend: { label: 'Unsuspend', tone: 'main', when: ['Suspended'], run: unsuspendService },
  cancel: {
    label: 'Request cancellation',
    tone: 'plain',
    when: ['Active', 'Suspended'],
    run: (whmcs, service) => requestCancellation(whmcs, service, 'End of Billing Period', 'Asked for by hand'),
  },
  terminate: { label: 'Terminate', tone: 'grave', when: ['Active', 'Suspended'], run: terminateService },
};

/** @returns why not; undefined = done */
export function changeService(whmcs: Installation, id: number, does: string) {
  const [service, chosen] = [whmcs.books.services.get(id), Object.hasOwn(DEEDS, does) ? DEEDS[does] : undefined];
  if (!service || !chosen) return 'There is no such thing to do.';
  if (!chosen.when.includes(service.status))
    return `The service is ${service.status}: “${chosen.label}” does not apply.`;
  return chosen.run(whmcs, service);
}

export function servicePage(whmcs: Installation, id: number, refusal = ''): Page | undefined {
  const service = whmcs.books.services.get(id);
  if (!service) return undefined;
  const [request] = whmcs.books.cancelRequests.by('serviceId', id);
  const offered = Object.entries(DEEDS).filter(
    ([does, { when }]) => when.includes(service.status) && !(does === 'cancel' && request),
  );
  return {
    title: `Service ${id}`,
    content: html`${alert(refusal)}
      <dl>
        ${fact('Status', badge(service.status))}${fact('Client', clientLink(whmcs, service.clientId))}
        ${fact('Order', html`<a href="/orders/${service.orderId}">${service.orderId}</a>`)}
        ${fact('Cycle', CYCLES[service.cycle].display)}${fact('Recurring', money(whmcs, service.clientId, service.recurring))}
        ${fact('Suspended because', service.suspendReason || '–')}
        ${fact('Cancellation asked for', request ? `${request.type} (${request.date})` : '–')}
      </dl>
      <div class="deeds">${offered.map(([does, { label, tone }]) => deed(`/services/${id}`, does, label, tone))}</div>
      ${serviceDetail(whmcs, service)}`,
  };
}

export function serviceDetail(whmcs: Installation, service: Service): Html {
  const product = whmcs.product(service.pid);
  const fields = (product?.customFields ?? []).map((field) =>
    fact(field.name, service.customFields.get(field.id) || '–'),
  );
  const options = (product?.configOptions ?? []).map((option) => {
    const choice = service.configChoices.get(option.id) ?? 0;
    return fact(option.name, option.options.find((each) => each.id === choice)?.name ?? choice);
  });
  const queued = whmcs.books.queue.by('serviceId', service.id).filter((item) => !item.completed);
  const failures = queued.map((item) => fact(`${item.action} failed`, `${item.lastError} (${item.lastAttempt})`));
  return html`<section>
    <h2>Service ${service.id}: ${product?.name ?? ''}</h2>
    <dl>
      ${fact('Quantity', service.qty)}${fact('Next due', service.nextDueDate === NO_DATE ? '–' : service.nextDueDate)}${fields}${options}${failures}
    </dl>
  </section>`;
}
