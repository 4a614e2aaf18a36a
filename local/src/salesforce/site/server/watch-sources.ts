// Follows changes of a project's sources: whoever edits saves several files at once, so a moment of quiet is awaited.
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../metadata/project.ts';

const QUIET_MS = 80;
/** What a site is made of. Emitted JavaScript follows its TypeScript, and tests are no part. */
const SOURCES =
  /(^|\/)(lwc|labels|translations|digitalExperiences|digitalExperienceConfigs|networks|navigationMenus|staticresources)\//;
const PASSED_OVER = /__tests__|~$|\.swp$/;

export interface Watch {
  close(): void;
}

/** @param changed is not called again before it has ended */
export function watchSources(project: Project, changed: () => Promise<void>): Watch {
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isWaiting = false;
  const run = (): void => {
    if (isBusy) return void (isWaiting = true);
    isBusy = true;
    void changed().finally(() => {
      isBusy = false;
      if (isWaiting) later();
    });
  };
  const later = (): void => {
    isWaiting = false;
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
    timer.unref();
  };
  const watchers = packageFolders(project).map((folder): FSWatcher => {
    const watcher = watch(join(project.root, folder), { recursive: true }, (_event, name) => {
      const path = (name ?? '').replaceAll('\\', '/');
      if (SOURCES.test(path) && !PASSED_OVER.test(path) && !hasTypeScript(project, folder, path)) later();
    });
    watcher.unref();
    return watcher;
  });
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** First folders of the project's components: its package directories. */
function packageFolders(project: Project): string[] {
  return [...new Set(project.components.map(({ file }) => file.split('/')[0]!))];
}

/** JavaScript beside TypeScript of the same name was emitted from it. */
function hasTypeScript(project: Project, folder: string, path: string): boolean {
  const match = /^(.*\/lwc\/\w+\/\w+)\.js$/.exec(`${folder}/${path}`);
  return match !== null && existsSync(join(project.root, `${match[1]}.ts`));
}
