// package.xml and the zip must agree: what one has, the other must have. Wording of the refusals: recorded from real orgs.
import { registry } from '@salesforce/source-deploy-retrieve';
import { keyOf, type ComponentName, type Manifest } from './manifest.ts';
import type { PackageComponent } from './package-files.ts';
import type { Problem } from './problem.ts';

const TYPES = Object.values(registry.types);

/** Types that come inside a component of another, CustomField in CustomObject: either may be named. */
const WHOLE_OF: ReadonlyMap<string, string> = new Map(
  TYPES.flatMap(({ name, children }) =>
    Object.values(children?.types ?? {}).map((part): [string, string] => [part.name, name]),
  ),
);

/** Folders are named by the type of what lies in them: ReportFolder as Report. */
const FOLDER_OF: ReadonlyMap<string, string> = new Map(
  TYPES.flatMap(({ name, folderContentType }): [string, string][] => {
    const content = TYPES.find(({ id }) => id === folderContentType);
    return content ? [[name, content.name]] : [];
  }),
);

const ALL = '*';

export function manifestProblems(
  { members }: Manifest,
  components: ReadonlyMap<string, PackageComponent>,
  file: string,
): Problem[] {
  const named = new Set(members.map(plain).map(keyOf));
  const present = new Set([...components.values()].flatMap(namesOf).map(keyOf));
  const missing = members
    .filter((member) => member.fullName !== ALL && !present.has(keyOf(plain(member))))
    .map(({ type, fullName }): Problem => ({
      type: '',
      fullName,
      fileName: file,
      what: `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`,
    }));
  const wholesNamedByPart = new Set(members.flatMap(wholeOf).map(keyOf));
  const isNamed = (part: PackageComponent): boolean =>
    WHOLE_OF.has(part.type) ||
    wholesNamedByPart.has(keyOf(part)) ||
    wholesNamedByPart.has(keyOf({ ...part, fullName: ALL })) ||
    namesOf(part).some((name) => named.has(keyOf(name)) || named.has(keyOf({ ...name, fullName: ALL })));
  const unnamed = [...components.values()].filter((part) => !isNamed(part));
  return [...missing, ...unnamed.map((part): Problem => ({ ...part, what: 'Not in package.xml' }))];
}

/** Members of folders may end in a slash. */
const plain = ({ type, fullName }: ComponentName): ComponentName => ({ type, fullName: fullName.replace(/\/$/, '') });

/** By what a component may be named: as itself, as what it is a part of, as a folder of its content's type. */
function namesOf({ type, fullName }: ComponentName): ComponentName[] {
  const folder = FOLDER_OF.get(type);
  return [{ type, fullName }, ...wholeOf({ type, fullName }), ...(folder ? [{ type: folder, fullName }] : [])];
}

/** Parts are named `Whole.Part`, or alone where all of the org are in one file: labels. */
function wholeOf({ type, fullName }: ComponentName): ComponentName[] {
  const whole = WHOLE_OF.get(type);
  if (!whole) return [];
  const dot = fullName.lastIndexOf('.');
  return [{ type: whole, fullName: dot < 0 ? ALL : fullName.slice(0, dot) }];
}
