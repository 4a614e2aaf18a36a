// In which order a deployment goes, and what belongs to which part. Few parts, as one deployment is all or nothing: only what cannot be
// judged before something else is in the org comes by itself.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_APP_FOLDERS, clientAppOf } from '../client-app.ts';
import type { Options } from '../step.ts';

export interface Stage {
  readonly title: string;
  /** Folders or files, relative to the root. */
  readonly paths: readonly string[];
  /** Apex is in it: tests run where the org wants them. */
  readonly hasApex: boolean;
  /** Why it cannot be one with the stage before. */
  readonly why: string;
  /** It names what an earlier stage brings, so that it can be rehearsed only after that one is in the org. */
  readonly followsAnother: boolean;
  /** Languages can be made active after it. */
  readonly turnsOnTranslation?: boolean;
}

const DEFAULT = 'force-app/main/default';
const SETTINGS_FOLDER = 'config/org-settings/settings';

/** @param settings files of config/org-settings to turn on first, e.g. `Order` */
export function stagesFor(root: string, options: Options, settings: readonly string[]): Stage[] {
  const app = clientAppOf(options);
  const project = readdirSync(join(root, DEFAULT))
    .map((name) => `${DEFAULT}/${name}`)
    .filter((folder) => !CLIENT_APP_FOLDERS.includes(folder))
    .sort();
  const turnOn: Stage = {
    title: `org settings: ${settings.join(', ')}`,
    paths: settings.map((name) => `${SETTINGS_FOLDER}/${name}.settings-meta.xml`),
    hasApex: false,
    why: 'Objects of a feature exist only once it is on; metadata that names them is judged before the settings of the same deployment count.',
    followsAnother: false,
    turnsOnTranslation: settings.includes('Language'),
  };
  return [
    ...(settings.length > 0 ? [turnOn] : []),
    {
      title: 'the project: data model, flows, rights, Apex, pages, site',
      paths: project,
      hasApex: true,
      why: 'The site’s five types must come together, and they name pages, pages name Apex, Apex names fields: one deployment, all or nothing.',
      followsAnother: settings.length > 0,
    },
    {
      title: 'the client app of the middleware',
      paths: app.folders,
      hasApex: false,
      why: 'Its policy names a permission set of the project, and an org may refuse it for reasons of its own, which must not undo the rest.',
      followsAnother: true,
    },
  ];
}
