// The default owner of what guests make is a username, which differs in every org and so is in no file of the repository: a copy of
// the site's file with it is deployed alone, once the site is there.
// @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_sites.htm (siteGuestRecordDefaultOwner)
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StepContext } from '../step.ts';
import { deploy } from './run-stage.ts';

const RENDERED = 'var/setup/sites';

interface SiteOwner {
  readonly site: string;
  /** Username. */
  readonly owner: string;
  /** The org says so already. */
  readonly isOwner: boolean;
}

/** @throws SetupFailure the org refuses the owner */
export async function appendSiteOwner({ root, sf, isDryRun, say, org }: StepContext, which: SiteOwner): Promise<void> {
  const { site, owner, isOwner } = which;
  const what = `${owner} as the owner of what guests make`;
  if (isOwner) return say(`there already  ${what}`);
  if (isDryRun) return say(`would set      ${what}`);
  const name = `${site}.site-meta.xml`;
  const source = await readFile(join(root, 'force-app/main/default/sites', name), 'utf8');
  const path = join(root, RENDERED, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, withOwner(source, owner));
  await deploy(sf, {
    ...{ root, target: org().target, title: 'the site’s default record owner', paths: [RENDERED] },
    ...{ isRehearsal: false, wait: '20' },
  });
  say(`set            ${what}`);
}

/** The element stands before <siteType>, in the order of the type. */
export function withOwner(siteXml: string, owner: string): string {
  const text = owner.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const without = siteXml.replace(/ *<siteGuestRecordDefaultOwner>.*<\/siteGuestRecordDefaultOwner>\n/, '');
  const element = `<siteGuestRecordDefaultOwner>${text}</siteGuestRecordDefaultOwner>`;
  return without.replace(/^( *)<siteType>/m, (line, indent: string) => `${indent}${element}\n${line}`);
}
