// All topics of the catalogue, in the order of the page and the report.
import { APPS } from './apps.ts';
import { CALLOUTS } from './callouts.ts';
import { CLIENT_APPS } from './client-apps.ts';
import { EVENTS } from './events.ts';
import { FIELDS } from './fields.ts';
import { FLOW_PARTS } from './flow-elements.ts';
import { FLOW_STARTS } from './flow-starts.ts';
import { FLOWS } from './flows.ts';
import { LAYOUTS } from './layouts.ts';
import { LIGHTNING_PAGES } from './lightning-pages.ts';
import { LIST_VIEWS } from './list-views.ts';
import { NAMES } from './names.ts';
import { OBJECTS } from './objects.ts';
import { OBJECT_TRANSLATIONS } from './object-translations.ts';
import { PERMISSION_SETS } from './permission-sets.ts';
import { QUEUES } from './queues.ts';
import { FORMULAS } from './formulas.ts';
import { RELATIONSHIPS } from './relationships.ts';
import { SETTINGS_AND_MANIFESTS } from './settings.ts';
import { SHARING } from './sharing.ts';
import { VALUE_SETS } from './value-sets.ts';
import { COMPONENTS } from './components.ts';
import { SITES } from './sites.ts';
import { SITE_PAGES } from './site-pages.ts';
import { CLASSES } from './classes.ts';
import { PROJECT_FILES } from './project-files.ts';
import type { Topic } from './mistake.ts';
import { LABELS } from './labels.ts';
import { SOURCE_FILES } from './source-files.ts';
import { SYNTAX } from './syntax.ts';

export const TOPICS: readonly Topic[] = [
  SYNTAX,
  SOURCE_FILES,
  NAMES,
  FIELDS,
  RELATIONSHIPS,
  FORMULAS,
  VALUE_SETS,
  EVENTS,
  OBJECTS,
  PERMISSION_SETS,
  SHARING,
  FLOWS,
  FLOW_STARTS,
  FLOW_PARTS,
  LAYOUTS,
  LIST_VIEWS,
  LIGHTNING_PAGES,
  APPS,
  QUEUES,
  OBJECT_TRANSLATIONS,
  SETTINGS_AND_MANIFESTS,
  CLIENT_APPS,
  CALLOUTS,
  LABELS,
  COMPONENTS,
  SITES,
  SITE_PAGES,
  CLASSES,
  PROJECT_FILES,
];
