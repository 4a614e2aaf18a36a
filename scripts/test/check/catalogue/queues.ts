// Queues, and the rules that hand records to them.
import type { Topic } from './mistake.ts';

const ASSIGNMENT = 'assignmentRules/Lead.assignmentRules-meta.xml';

export const QUEUES: Topic = {
  title: 'Queues and assignment rules',
  mistakes: [
    {
      title: 'a rule that assigns to no queue',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<assignedTo>Leads_East_Japan',
      to: '<assignedTo>Leads_North_Japan',
      says: /no Queue Leads_North_Japan/,
    },
    {
      title: 'a rule that assigns to a queue of other records',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<assignedTo>Leads_East_Japan',
      to: '<assignedTo>Customer_Service',
      says: /Customer_Service holds no records of Lead/,
    },
    {
      title: 'a rule that assigns to a user of one org',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<assignedToType>Queue',
      to: '<assignedToType>User',
      at: '<assignedTo>',
      says: /name a queue/,
    },
    {
      title: 'a rule that asks for an unknown field',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<field>Lead.State',
      to: '<field>Lead.Prefecture__c',
      says: /Lead has no field Prefecture__c/,
    },
    {
      title: 'a rule that asks for a field of another object',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<field>Lead.State',
      to: '<field>Account.BillingState',
      says: /no field of Lead/,
    },
    {
      title: 'a rule whose logic counts too far',
      source: 'Metadata API guide, AssignmentRules',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '<booleanFilter>1 OR 2<',
      to: '<booleanFilter>1 OR 3<',
      says: /criterion 3 of 2/,
    },
    {
      title: 'a queue of no object',
      source: 'Metadata API guide, Queue',
      caughtBy: 'refs',
      file: 'queues/Customer_Service.queue-meta.xml',
      from: '<sobjectType>Case',
      to: '<sobjectType>Kase',
      says: /no object Kase/,
    },
    {
      title: 'a queue of records that queues cannot hold',
      source: 'Metadata API guide, QueueSobject; Help, Queues Overview',
      caughtBy: 'rules',
      file: 'queues/Customer_Service.queue-meta.xml',
      from: '<sobjectType>Case',
      to: '<sobjectType>Account',
      says: /queues hold no records of Account/,
    },
    {
      title: 'a queue of details',
      source: 'Help, Considerations for Object Relationships: details have no owner',
      caughtBy: 'rules',
      file: 'queues/Customer_Service.queue-meta.xml',
      from: '<sobjectType>Case',
      to: '<sobjectType>Invoice__c',
      says: /Invoice__c has a master, so its records have no owner/,
    },
    {
      title: 'a second active assignment rule',
      source: 'Help, Assignment Rules: only one rule can be active at a time',
      caughtBy: 'refs',
      file: ASSIGNMENT,
      from: '</AssignmentRules>',
      to: `    <assignmentRule>
        <fullName>Second</fullName>
        <active>true</active>
        <ruleEntry>
            <assignedTo>Leads_Other</assignedTo>
            <assignedToType>Queue</assignedToType>
        </ruleEntry>
    </assignmentRule>
</AssignmentRules>`,
      at: '<assignmentRule>\n        <fullName>Second',
      says: /Lead has another active assignment rule/,
      also: /components expected/,
    },
  ],
};
