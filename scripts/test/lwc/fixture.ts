// A small Salesforce project with one page, for one test: an Apex class, its controller, a label, and a component that calls it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { apexSources } from '../../check/apex/sources.ts';
import { readSourceTree } from '../../check/source-tree.ts';
import { apexTypes } from '../../lwc/apex-types.ts';
import { compileComponents, writeGeneratedTypes } from '../../lwc/build.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CODE = 'force-app/main/default';

export const PET_CLASS = `public class Pet {
    public static final String ASLEEP = 'Asleep';
    public static final String AWAKE = 'Awake';
    @AuraEnabled
    public Id petId;
    /** What it is called. */
    @AuraEnabled
    public String name { get; set; }
    /** null = not known. */
    @AuraEnabled
    public Date bornOn;
    @AuraEnabled
    public List<Pet> friends;
    public String secret;
}`;
export const PET_CONTROLLER = `public class PetController {
    /** @return the youngest first */
    @AuraEnabled(cacheable=true)
    public static List<Pet> getPets(String filter, Integer pageNumber) { return null; }
    @AuraEnabled
    public static Id adopt(Pet pet) { return null; }
    public static void feed(Pet pet) { }
}`;
export const PET_LIST = `import { LightningElement, wire } from 'lwc';
import getPets from '@salesforce/apex/PetController.getPets';
import adopt from '@salesforce/apex/PetController.adopt';
import heading from '@salesforce/label/c.Pets_Heading';

export default class PetList extends LightningElement {
  heading: string = heading;
  pageNumber = 1;

  @wire(getPets, { filter: 'All', pageNumber: '$pageNumber' })
  pets: { data?: readonly Apex.Pet[]; error?: unknown } | undefined;

  get names(): string[] {
    return (this.pets?.data ?? []).map(({ name, bornOn }) => name.concat(bornOn ?? ''));
  }

  async take(pet: Apex.Pet): Promise<string> {
    const again = await getPets({ filter: 'All', pageNumber: 1 });
    return adopt({ pet: again[0] ?? { name: pet.name } });
  }
}
`;

export interface PetProject {
  /** Apex by class name. */
  readonly apex: Readonly<Record<string, string>>;
  readonly label?: string;
}

const WHOLE: PetProject = { apex: { Pet: PET_CLASS, PetController: PET_CONTROLLER } };

/** Writes the project. @returns its folder, gone after the test */
export function petProject(t: TestContext, { apex, label = 'Pets_Heading' } = WHOLE): string {
  const root = mkdtempSync(join(tmpdir(), 'pet-project-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const path of [
    'tsconfig.lwc.json',
    'tsconfig.lwc-tests.json',
    'types',
    `${CODE}/lwc/tsconfig.json`,
    '.forceignore',
  ])
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  write('sfdx-project.json', '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"67.0"}');
  for (const [name, source] of Object.entries(apex)) write(`${CODE}/classes/${name}.cls`, source);
  write(
    `${CODE}/labels/CustomLabels.labels-meta.xml`,
    `<CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata"><labels><fullName>${label}</fullName><language>en_US</language>
      <protected>false</protected><shortDescription>x</shortDescription><value>Pets</value></labels></CustomLabels>`,
  );
  write(`${CODE}/lwc/petList/petList.ts`, PET_LIST);
  return root;
}

/** Type errors of the project's page, as `file:line what`. */
export function typeErrors(t: TestContext, project?: PetProject): string[] {
  const root = petProject(t, project);
  writeGeneratedTypes(readSourceTree(root));
  return compileComponents(root, false).findings.map(({ file, line, what }) => `${file}:${line} ${what}`);
}

/** The declarations made of these classes. @throws UntypedApex */
export function declarationsOf(t: TestContext, apex: PetProject['apex']): string {
  return apexTypes(apexSources(readSourceTree(petProject(t, { apex }))).sources);
}
