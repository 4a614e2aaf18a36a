// Value sets: the project's global and standard ones, and the standard ones a fresh org has without the project's help.
import type { Project } from '../metadata/project.ts';
import { SourceError } from '../metadata/source-error.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import { plainPicklist } from './fields.ts';
import type { PicklistValue } from './schema.ts';

export interface ValueSet {
  readonly name: string;
  readonly values: readonly PicklistValue[];
}

/** Standard and global value sets of the project by lower-case name. */
export function projectValueSets(project: Project): Map<string, ValueSet> {
  const sets = new Map<string, ValueSet>();
  for (const { fullName: name, xml } of project.ofType('StandardValueSet')) {
    if (!(name in FIELDS_BY_VALUE_SET)) throw new SourceError(xml!.position, `there is no standard value set ${name}`);
    sets.set(name.toLowerCase(), { name, values: valuesOf(xml!, 'standardValue') });
  }
  for (const { fullName: name, xml } of project.ofType('GlobalValueSet')) {
    sets.set(name.toLowerCase(), { name, values: valuesOf(xml!, 'customValue') });
  }
  return sets;
}

/**
 * The values under an element, in order; active unless `<isActive>false`.
 * @throws SourceError no values, a value twice, or no API name
 */
export function valuesOf(parent: XmlElement, childName: string): PicklistValue[] {
  const seen = new Set<string>();
  const values = childrenOf(parent, childName).map((element) => {
    const value = requiredText(element, 'fullName');
    if (seen.has(value)) throw new SourceError(element.position, `the value ${value} is listed twice`);
    seen.add(value);
    return toValue(value, element);
  });
  if (values.length === 0) throw new SourceError(parent.position, `<${parent.name}> has no values`);
  return values;
}

function toValue(value: string, element: XmlElement): PicklistValue {
  const facts = element.children
    .filter((child) => !PLAIN_FACTS.has(child.name))
    .map((child) => [child.name, child.text]);
  return {
    value: decodeValue(value),
    label: textOf(element, 'label') || decodeValue(value),
    active: textOf(element, 'isActive') !== 'false',
    isDefault: textOf(element, 'default') === 'true',
    facts: Object.fromEntries(facts) as Record<string, string>,
  };
}

/** Full names may be percent-encoded where a name cannot hold the character: `Proposal%2FPrice Quote`. */
function decodeValue(value: string): string {
  return /%[0-9A-F]{2}/i.test(value) ? decodeURIComponent(value) : value;
}

const PLAIN_FACTS = new Set(['fullName', 'label', 'default', 'isActive', 'color', 'description']);

/** Fields that each standard value set feeds. Source: Metadata API Developer Guide, "StandardValueSet Names and Standard Picklist Fields". */
export const FIELDS_BY_VALUE_SET: Readonly<Record<string, readonly string[]>> = {
  AccountContactMultiRoles: ['AccountContactRelation.Roles'],
  AccountContactRole: ['AccountContactRole.Role'],
  AccountOwnership: ['Account.Ownership'],
  AccountRating: ['Account.Rating', 'Lead.Rating'],
  AccountType: ['Account.Type'],
  AssetStatus: ['Asset.Status'],
  CampaignMemberStatus: ['CampaignMember.Status'],
  CampaignStatus: ['Campaign.Status'],
  CampaignType: ['Campaign.Type'],
  CaseContactRole: ['CaseContactRole.Role'],
  CaseOrigin: ['Case.Origin'],
  CasePriority: ['Case.Priority'],
  CaseReason: ['Case.Reason'],
  CaseStatus: ['Case.Status'],
  CaseType: ['Case.Type'],
  ContactRole: ['OpportunityContactRole.Role'],
  ContractContactRole: ['ContractContactRole.Role'],
  ContractStatus: ['Contract.Status'],
  EntitlementType: ['Entitlement.Type'],
  EventSubject: ['Event.Subject'],
  EventType: ['Event.Type'],
  Industry: ['Account.Industry', 'Lead.Industry'],
  LeadSource: ['Lead.LeadSource', 'Account.AccountSource', 'Contact.LeadSource', 'Opportunity.LeadSource'],
  LeadStatus: ['Lead.Status'],
  OpportunityCompetitor: ['OpportunityCompetitor.CompetitorName'],
  OpportunityStage: ['Opportunity.StageName'],
  OpportunityType: ['Opportunity.Type'],
  OrderStatus: ['Order.Status'],
  OrderType: ['Order.Type'],
  PartnerRole: ['Partner.Role'],
  Product2Family: ['Product2.Family'],
  QuestionOrigin1: ['Question.Origin'],
  QuickTextCategory: ['QuickText.Category'],
  QuickTextChannel: ['QuickText.Channel'],
  QuoteStatus: ['Quote.Status'],
  RoleInTerritory2: ['UserTerritory2Association.RoleInTerritory2'],
  SalesTeamRole: ['OpportunityTeamMember.TeamMemberRole'],
  Salutation: ['Contact.Salutation', 'Lead.Salutation'],
  ServiceContractApprovalStatus: ['ServiceContract.ApprovalStatus'],
  SolutionStatus: ['Solution.Status'],
  TaskPriority: ['Task.Priority'],
  TaskStatus: ['Task.Status'],
  TaskSubject: ['Task.Subject'],
  TaskType: ['Task.Type'],
  WorkOrderLineItemStatus: ['WorkOrderLineItem.Status'],
  WorkOrderPriority: ['WorkOrder.Priority'],
  WorkOrderStatus: ['WorkOrder.Status'],
};

/** Standard value sets that carry facts which saves depend on, as a fresh org has them. Stage percentages: reference, unconfirmed. */
export function freshOrgValueSets(): ValueSet[] {
  return Object.entries(FRESH_ORG).map(([name, [defaultValue, facts]]) => ({
    name,
    values: plainPicklist(Object.keys(facts), {}, defaultValue).map((value) => ({
      ...value,
      facts: facts[value.value]!,
    })),
  }));
}

const stage = (probability: number, forecastCategory: string, closed = false): Record<string, string> => ({
  closed: String(closed),
  won: String(closed && probability === 100),
  probability: String(probability),
  forecastCategory,
});

const FRESH_ORG: Record<string, readonly [defaultValue: string | undefined, Record<string, Record<string, string>>]> = {
  OpportunityStage: [
    undefined,
    {
      Prospecting: stage(10, 'Pipeline'),
      Qualification: stage(10, 'Pipeline'),
      'Needs Analysis': stage(20, 'Pipeline'),
      'Value Proposition': stage(50, 'Pipeline'),
      'Id. Decision Makers': stage(60, 'Pipeline'),
      'Perception Analysis': stage(70, 'Pipeline'),
      'Proposal/Price Quote': stage(75, 'Pipeline'),
      'Negotiation/Review': stage(90, 'Pipeline'),
      'Closed Won': stage(100, 'Closed', true),
      'Closed Lost': stage(0, 'Omitted', true),
    },
  ],
  OrderStatus: [undefined, { Draft: { groupingString: 'Draft' }, Activated: { groupingString: 'Activated' } }],
  CaseStatus: [
    'New',
    {
      New: { closed: 'false' },
      Working: { closed: 'false' },
      Escalated: { closed: 'false' },
      Closed: { closed: 'true' },
    },
  ],
  LeadStatus: [
    'Open - Not Contacted',
    {
      'Open - Not Contacted': { converted: 'false' },
      'Working - Contacted': { converted: 'false' },
      'Closed - Converted': { converted: 'true' },
      'Closed - Not Converted': { converted: 'false' },
    },
  ],
  TaskStatus: [
    'Not Started',
    {
      'Not Started': { closed: 'false' },
      'In Progress': { closed: 'false' },
      Completed: { closed: 'true' },
      'Waiting on someone else': { closed: 'false' },
      Deferred: { closed: 'false' },
    },
  ],
  ContractStatus: [
    undefined,
    {
      Draft: { groupingString: 'Draft' },
      'In Approval Process': { groupingString: 'InApproval' },
      Activated: { groupingString: 'Activated' },
    },
  ],
};
