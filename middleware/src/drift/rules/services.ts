// Services: the state of what runs in WHMCS, against the opportunity that stands for it.
import { CANCELLED_STAGE } from '../../billing/mapping.ts';
import type { Rule } from '../rule.ts';
import { ENDED_STAGES } from './orders.ts';

const OWN = `
  select o.opportunity_id as key, o.opportunity_id, o.account_id, v.client_id, v.service_id, o.name, o.stage, o.service_status,
    v.status, v.whmcs_status
  from s_opportunity o join w_service v on v.service_id = o.service_id`;

export const SERVICE_RULES = {
  ServiceStatusDiffers: {
    topic: 'services',
    compares: 'Service Status of an opportunity with the status of its service',
    differs: '“{name}”: service {service_id} is {whmcs_status} in WHMCS, Service Status is {service_status}',
    todo: 'Run it with --mend: billing reads the service anew. If it comes back, see what billing says under billing/unfinished.',
    mend: 'read-again',
    marks: 'Opportunity',
    sql: `${OWN} where v.status is not null and o.service_status is not v.status`,
  },
  ServiceEndedOpportunityOpen: {
    topic: 'services',
    compares: `An ended service with the stage of its opportunity (${CANCELLED_STAGE})`,
    differs: '“{name}”: service {service_id} is {whmcs_status} in WHMCS, the opportunity is {stage}',
    todo: `Set the stage to ${CANCELLED_STAGE} if the customer has ended it; else have the service set up again in WHMCS.`,
    mend: null,
    marks: 'Opportunity',
    sql: `${OWN} where v.has_ended = 1 and o.stage not in ${ENDED_STAGES}`,
  },
  OpportunityCancelledServiceRuns: {
    topic: 'services',
    compares: `An opportunity that is ${CANCELLED_STAGE} with the status of its service`,
    differs: '“{name}” is {stage}, but service {service_id} is {whmcs_status} in WHMCS',
    todo: 'Terminate the service in WHMCS if its last day is over: the customer is still billed.',
    mend: null,
    marks: 'Opportunity',
    sql: `${OWN} where o.stage = '${CANCELLED_STAGE}' and v.is_dead = 0 and v.has_ended = 0`,
  },
  CancellationNotRequested: {
    topic: 'services',
    compares: 'An opportunity whose cancellation is scheduled with the cancellation requests of WHMCS',
    differs: '“{name}” is to be cancelled, but WHMCS has no cancellation request for service {service_id}',
    todo: 'Enter the cancellation request in WHMCS, or it goes on and is billed.',
    mend: null,
    marks: 'Opportunity',
    sql: `${OWN} where o.is_cancelling = 1 and v.is_dead = 0
      and not exists (select 1 from w_cancellation c where c.service_id = v.service_id)`,
  },
  ServiceGone: {
    topic: 'services',
    compares: 'WHMCS Service ID of an opportunity with the services of WHMCS',
    differs: '“{name}”: WHMCS no longer has its service {service_id}',
    todo: 'Find out who deleted it in WHMCS. If the customer is to keep it, order it anew; else cancel the opportunity.',
    mend: null,
    marks: 'Opportunity',
    sql: `
      select o.opportunity_id as key, o.opportunity_id, o.account_id, a.client_id, o.service_id, o.name
      from s_opportunity o left join s_account a on a.account_id = o.account_id
      where o.service_id is not null and o.stage not in ${ENDED_STAGES}
        and not exists (select 1 from w_service v where v.service_id = o.service_id)`,
  },
  OpportunityOfOtherClient: {
    topic: 'services',
    compares: 'Client of a service with the client of the account whose opportunity names it',
    differs: '“{name}” has service {service_id} of client {other_client_id}, its account is client {client_id}',
    todo: 'Correct WHMCS Service ID on the opportunity: one customer may see another’s data.',
    mend: null,
    marks: 'Opportunity',
    sql: `
      select o.opportunity_id as key, o.opportunity_id, o.account_id, a.client_id, v.client_id as other_client_id, v.service_id,
        o.name
      from s_opportunity o join s_account a on a.account_id = o.account_id join w_service v on v.service_id = o.service_id
      where v.client_id <> a.client_id`,
  },
  ServiceUnrecorded: {
    topic: 'services',
    compares: 'Services of a client that an account names with the order items and opportunities of Salesforce',
    differs:
      'WHMCS service {service_id} (“{product}”, {whmcs_status}) of client {client_id}, “{account}”, is nowhere in Salesforce',
    todo: 'If it was sold outside Salesforce, make an order for it and set its WHMCS Service ID; else end it in WHMCS.',
    mend: null,
    marks: null,
    sql: `
      select v.service_id as key, v.service_id, v.client_id, min(a.account_id) as account_id, v.name as product,
        v.whmcs_status, a.name as account
      from w_service v join s_account a on a.client_id = v.client_id
      where v.is_dead = 0 and v.has_ended = 0 and v.marker is null
        and not exists (select 1 from s_item i where i.service_id = v.service_id)
        and not exists (select 1 from s_opportunity o where o.service_id = v.service_id)
      group by v.service_id`,
  },
} as const satisfies Record<string, Rule>;
