// In which order a deployment goes, and what belongs to which part. Few parts, as one deployment is all or nothing: only what cannot be
// judged before something else is in the org comes by itself.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_APP_FOLDERS, clientAppOf } from '../client-app.ts';
import type { Options } from '../step.ts';

export interface Stage {
  readonly title: string;
  /** Folders, relative to the root. */
  readonly folders: readonly string[];
  /** Apex is in it: tests run where the org wants them. */
  readonly hasApex: boolean;
  /** Why it cannot be one with the stage before. */
  readonly why: string;
  /** It names what an earlier stage brings, so that it can be rehearsed only after that one is in the org. */
  readonly followsAnother: boolean;
}

const DEFAULT = 'force-app/main/default';
export const SETTINGS_FOLDER = 'config/org-settings';

export function stagesFor(root: string, options: Options): Stage[] {
  const app = clientAppOf(options);
  const project = readdirSync(join(root, DEFAULT))
    .map((name) => `${DEFAULT}/${name}`)
    .filter((folder) => !CLIENT_APP_FOLDERS.includes(folder))
    .sort();
  const settings: Stage = {
    title: 'org settings',
    folders: [SETTINGS_FOLDER],
    hasApex: false,
    why: 'Objects of a feature exist only once it is on; metadata that names them is judged before the settings of the same deployment count.',
    followsAnother: false,
  };
  return [
    ...(options['turn-on-settings'] === true ? [settings] : []),
    {
      title: 'the project: data model, flows, rights, Apex, pages, site',
      folders: project,
      hasApex: true,
      why: 'The site’s five types must come together, and they name pages, pages name Apex, Apex names fields: one deployment, all or nothing.',
      followsAnother: options['turn-on-settings'] === true,
    },
    {
      title: 'the client app of the middleware',
      folders: app.folders,
      hasApex: false,
      why: 'Its policy names a permission set of the project, and an org may refuse it for reasons of its own, which must not undo the rest.',
      followsAnother: true,
    },
  ];
}
