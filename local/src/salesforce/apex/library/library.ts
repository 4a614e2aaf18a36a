// Every class of the platform that Apex code may name here, in tables by topic.
import type { NativeClass } from '../native.ts';
import { ASYNC } from '../async/library.ts';
import { APEX_PAGES } from './apex-pages.ts';
import { APP_LAUNCHER } from './app-launcher.ts';
import { APPROVAL } from './approval.ts';
import { AUTH } from './auth.ts';
import { BUSINESS_HOURS } from './business-hours.ts';
import { CACHE } from './cache.ts';
import { CALENDAR } from './calendar.ts';
import { COLLECTIONS } from './collections.ts';
import { CONNECT_API } from './connect-api.ts';
import { DOMAINS } from './domain.ts';
import { EVENT_BUS_CLASSES } from './event-bus.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { FLOW_INTERVIEW } from './flow-interview.ts';
import { FORMULAS } from './formula-eval.ts';
import { HTTP_CLASSES } from './http.ts';
import { JSON_CLASSES } from './json.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { MADE_RESULTS } from './made-results.ts';
import { MESSAGING_CLASSES } from './messaging.ts';
import { METADATA } from './metadata.ts';
import { NUMBERS } from './numbers.ts';
import { OBJECTS } from './objects.ts';
import { PAGES } from './page-reference.ts';
import { PROCESS } from './process-plugin.ts';
import { REFUSED } from './refused.ts';
import { REQUEST } from './request.ts';
import { REST } from './rest.ts';
import { SEARCH } from './search.ts';
import { SITE_CLASSES } from './site.ts';
import { SMALL_CLASSES } from './small-classes.ts';
import { SYSTEM } from './system.ts';
import { SOBJECTS } from './sobjects.ts';
import { TESTING } from './test-class.ts';
import { TEXT } from './text.ts';
import { XML_DOM } from './xml-dom.ts';
import { XML_STREAMS } from './xml-stream.ts';
import { VISUAL_EDITOR } from './visual-editor.ts';

export const LIBRARY: readonly NativeClass[] = [
  ...APEX_PAGES,
  ...APP_LAUNCHER,
  ...APPROVAL,
  ...ASYNC,
  ...AUTH,
  ...BUSINESS_HOURS,
  ...CACHE,
  ...CONNECT_API,
  ...DOMAINS,
  ...OBJECTS,
  ...TEXT,
  ...NUMBERS,
  ...CALENDAR,
  ...COLLECTIONS,
  ...EVENT_BUS_CLASSES,
  ...EXCEPTIONS,
  ...FLOW_INTERVIEW,
  ...FORMULAS,
  ...HTTP_CLASSES,
  ...JSON_CLASSES,
  ...KNOWLEDGE,
  ...MADE_RESULTS,
  ...MESSAGING_CLASSES,
  ...METADATA,
  ...PAGES,
  ...REQUEST,
  ...REST,
  ...SOBJECTS,
  ...SEARCH,
  ...SITE_CLASSES,
  ...PROCESS,
  ...REFUSED,
  ...SMALL_CLASSES,
  ...SYSTEM,
  ...VISUAL_EDITOR,
  ...TESTING,
  ...XML_DOM,
  ...XML_STREAMS,
];
