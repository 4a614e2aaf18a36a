// Parts of the platform that exist and are refused: code that only mentions them in a type loads; making one, calling one or
// reading a member of one is refused with class, line and the reason here.
import { nativeClass, type NativeClass } from '../native.ts';

/** Whole namespaces, by lower-case name. */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['aiplatform', 'there are no models here'],
  ['approval', 'there are no approval processes here'],
  ['auth', 'sign-in by other systems is not part of the local org'],
  ['canvas', 'there are no canvas apps here'],
  ['cartextension', 'there is no commerce here'],
  ['chatteranswers', 'there is no Chatter here'],
  ['commerceorders', 'there is no commerce here'],
  ['commercepayments', 'there is no commerce here'],
  ['commercetax', 'there is no commerce here'],
  ['compression', 'there are no zip files here'],
  ['connectapi', 'there is no Chatter, Connect or Einstein here'],
  ['datacloud', 'there are no duplicate rules here'],
  ['datasource', 'there are no external data sources here'],
  ['dataweavescriptresource', 'DataWeave scripts are not run'],
  ['dataweave', 'DataWeave scripts are not run'],
  ['externalservice', 'the local org calls no other system'],
  ['flowtesting', 'flows are not tested from Apex'],
  ['functions', 'there are no functions here'],
  ['invocable', 'actions are not invoked by name'],
  ['isvpartners', 'there are no packages here'],
  ['lxscheduler', 'there is no scheduler here'],
  ['metadata', 'metadata is not deployed from Apex'],
  ['placequote', 'there is no commerce here'],
  ['process', 'process plug-ins are not run'],
  ['quickaction', 'there are no quick actions here'],
  ['reports', 'there are no reports here'],
  ['revsalestrxn', 'there is no commerce here'],
  ['richmessaging', 'there is no messaging here'],
  ['sfc', 'there are no files by that way here'],
  ['slack', 'there is no Slack here'],
  ['support', 'there are no support milestones here'],
  ['territorymgmt', 'there are no territories here'],
  ['txnsecurity', 'there are no transaction security policies here'],
  ['usermanagement', 'identities are not verified here'],
  ['userprovisioning', 'users are not provisioned here'],
  ['wave', 'there is no CRM Analytics here'],
]);

/** Classes of the implied namespaces. */
const CLASSES: readonly (readonly [name: string, reason: string])[] = [
  ['Ideas', 'there are no ideas here'],
  ['Answers', 'there are no answers here'],
  ['Collator', 'sorting by a collator is not supported'],
];

export const REFUSED: readonly NativeClass[] = CLASSES.map(([name, unsupported]) => nativeClass({ name, unsupported }));

/** Names that begin types of a refused namespace. */
export const isRefusedNamespace = (name: string): boolean => NAMESPACES.has(name.toLowerCase());

/** @param written with its namespace, `ConnectApi.FeedItem` @returns undefined the namespace is not one of the refused */
export function refusedClass(written: string): NativeClass | undefined {
  const [namespace = '', ...rest] = written.split('.');
  const reason = NAMESPACES.get(namespace.toLowerCase());
  return reason !== undefined && rest.length ? nativeClass({ name: written, unsupported: reason }) : undefined;
}
