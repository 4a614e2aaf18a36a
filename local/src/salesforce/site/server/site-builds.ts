// The builds of one site: the first when a page is asked for, another whenever a source changes. Requests wait for the first.
import { join } from 'node:path';
import { labelsOf } from '../../apex/library/labels.ts';
import { annotation } from '../../apex/user-class.ts';
import { entryMethod, findClass } from '../../api/apex/callable.ts';
import { loadProject } from '../../metadata/load-project.ts';
import type { Project } from '../../metadata/project.ts';
import { contentOf } from '../../metadata/static-resource.ts';
import { SourceError } from '../../metadata/source-error.ts';
import type { LocalOrg } from '../../org.ts';
import type { Builder, PlatformLayers } from '../build/builder.ts';
import { pageModules } from '../build/page-modules.ts';
import { SiteBuildError, type BuildProblem } from '../build/problem.ts';
import type { PlatformImport } from '../build/platform-modules.ts';
import { readComponents } from '../metadata/component-meta.ts';
import { readSites, type Site } from '../metadata/site.ts';
import { publish, type Publication } from './publication.ts';

/** Folder that holds the node_modules of this program. */
const HOME = join(import.meta.dirname, '../../../../..');

/** A state of the sources that could be built. */
export interface Edition {
  readonly project: Project;
  readonly site: Site;
  readonly publication: Publication;
  /** Methods that may be cached: `OrderController.getOrder`. */
  readonly cacheable: readonly string[];
  /** How long building it took, without the platform's layers. */
  readonly buildMs: number;
}

export interface BuildOptions {
  readonly org: LocalOrg;
  readonly builder: Builder;
  /** Chunks are minified: for figures and for tests of what is deployed; editing is faster without. */
  readonly isSmall: boolean;
}

export class SiteBuilds {
  readonly #options: BuildOptions;
  readonly #name: string;
  #platform: Promise<PlatformLayers> | undefined;
  #current: Promise<Edition> | undefined;

  /** @param name of the site's bundle */
  constructor(name: string, options: BuildOptions) {
    this.#name = name;
    this.#options = options;
  }

  /** Builds at the first call. @throws SiteBuildError the sources cannot be built as they are */
  current(): Promise<Edition> {
    return (this.#current ??= this.#build(this.#options.org.project));
  }

  /** Builds the sources as they are on disk now. Until that is done the edition before is current. @throws SiteBuildError */
  async rebuild(): Promise<Edition> {
    const next = loadProject(this.#options.org.project.root)
      .catch(refused)
      .then((project) => this.#build(project));
    try {
      return await next;
    } finally {
      this.#current = next;
    }
  }

  async #build(project: Project): Promise<Edition> {
    const { org, builder, isSmall } = this.#options;
    const platform = await (this.#platform ??= builder.platform(HOME));
    const startedAt = performance.now();
    const site = readSite(project, this.#name);
    const components = readComponents(project);
    const { modules, problems } = pageModules(project.root, site, components);
    if (problems.length > 0) throw new SiteBuildError(problems);
    const built = await builder.project({
      root: project.root,
      home: HOME,
      components: [...components.values()].map(({ name, folder, apiVersion }) => ({ name, folder, apiVersion })),
      pages: modules,
      provided: [...Object.keys(platform.base.entries), ...Object.keys(platform.runtime.entries)],
      isSmall,
    });
    const wrong = built.imports.flatMap((needed) => problemWith(org, project, needed) ?? []);
    if (wrong.length > 0) throw new SiteBuildError(wrong);
    const publication = publish(project, site, platform, built);
    return {
      project,
      site,
      publication,
      cacheable: built.imports
        .filter(({ kind, name }) => kind === 'apex' && isCacheable(org, name))
        .map(({ name }) => name),
      buildMs: performance.now() - startedAt,
    };
  }
}

function readSite(project: Project, name: string): Site {
  try {
    const site = readSites(project).find((candidate) => candidate.name === name);
    if (site) return site;
    throw new SiteBuildError([{ file: 'sfdx-project.json', line: 1, message: `the site ${name} is gone` }]);
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): never {
  if (!(error instanceof SourceError)) throw error;
  const { file, line } = error.position;
  throw new SiteBuildError([{ file, line, message: error.message.replace(`${file}:${line}: `, '') }]);
}

/** What the org lacks of what a component asks for. */
function problemWith(
  org: LocalOrg,
  project: Project,
  { kind, name, file, line }: PlatformImport,
): BuildProblem | undefined {
  const message = LACKS[kind]?.(name, org, project);
  return message === undefined ? undefined : { file, line, message };
}

type Lacks = (name: string, org: LocalOrg, project: Project) => string | undefined;

const component = (type: string, what: string): Lacks => {
  return (name, _org, project) => (project.find(type, name) ? undefined : `there is no ${what} ${name}`);
};

const LACKS: Readonly<Partial<Record<PlatformImport['kind'], Lacks>>> = {
  label: (name, _org, project) =>
    labelsOf(project).has(name.toLowerCase()) ? undefined : `there is no custom label ${name}`,
  resource: (name, _org, project) => {
    const resource = project.find('StaticResource', name);
    if (!resource) return `there is no static resource ${name}`;
    return contentOf(project, resource)
      ? undefined
      : `the static resource ${name} is an archive: only single files are served`;
  },
  customPermission: component('CustomPermission', 'custom permission'),
  apex: (name, org) => {
    const [className = '', methodName = ''] = name.split('.');
    const cls = findClass(org, className);
    if (!cls) return `there is no Apex class ${className}`;
    return entryMethod(cls, methodName, 'auraenabled')
      ? undefined
      : `${className} has no @AuraEnabled method ${methodName}`;
  },
  schema: (name, org) => {
    const [typeName = '', ...path] = name.split('.');
    const type = org.schema.type(typeName);
    if (!type) return `there is no object ${typeName}`;
    const [field] = path;
    // What a path leads to beyond its first step is another object's.
    const known =
      field === undefined ||
      type.fields.has(field) ||
      org.schema.field(type, field.replace(/__r$/, '__c')) ||
      org.schema.field(type, `${field}Id`);
    return known ? undefined : `${typeName} has no field ${field}`;
  },
};

function isCacheable(org: LocalOrg, name: string): boolean {
  const [className = '', methodName = ''] = name.split('.');
  const method = entryMethod(findClass(org, className)!, methodName, 'auraenabled')!;
  return annotation(method.modifiers, 'auraenabled')?.values.get('cacheable')?.toLowerCase() === 'true';
}
