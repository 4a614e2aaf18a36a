// A page and the Apex that it calls, drifting apart: each drift is a type error where the page is wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PET_CLASS, PET_CONTROLLER, PET_LIST, typeErrors, type PetProject } from './fixture.ts';

const apex = { Pet: PET_CLASS, PetController: PET_CONTROLLER };
const PAGE = 'force-app/main/default/lwc/petList/petList.ts';

test('a page that agrees with its Apex and labels has no type errors', (t) => {
  assert.deepEqual(typeErrors(t), []);
});

/** What is changed, and what is told of which line of the page. */
const DRIFTS: Readonly<Record<string, readonly [project: PetProject, line: string, told: RegExp]>> = {
  'a method that is called something else': [
    { apex: { ...apex, PetController: PET_CONTROLLER.replace('getPets', 'findPets') } },
    "import getPets from '@salesforce/apex/PetController.getPets';",
    /Cannot find module '@salesforce\/apex\/PetController\.getPets'/,
  ],
  'a method that pages may no longer call': [
    { apex: { ...apex, PetController: PET_CONTROLLER.replace('@AuraEnabled\n', '') } },
    "import adopt from '@salesforce/apex/PetController.adopt';",
    /Cannot find module '@salesforce\/apex\/PetController\.adopt'/,
  ],
  'a property that is gone': [
    { apex: { ...apex, Pet: PET_CLASS.replace('public String name', 'public String title') } },
    'map(({ name, bornOn })',
    /Property 'name' does not exist on type 'Pet'/,
  ],
  'a property that Apex keeps to itself now': [
    { apex: { ...apex, Pet: PET_CLASS.replace('@AuraEnabled\n    public Date', 'public Date') } },
    'map(({ name, bornOn })',
    /Property 'bornOn' does not exist/,
  ],
  'a parameter of another type': [
    { apex: { ...apex, PetController: PET_CONTROLLER.replace('String filter', 'Boolean filter') } },
    "const again = await getPets({ filter: 'All', pageNumber: 1 });",
    /Type 'string' is not assignable to type 'boolean/,
  ],
  'a parameter that is called something else': [
    { apex: { ...apex, PetController: PET_CONTROLLER.replace('adopt(Pet pet)', 'adopt(Pet chosen)') } },
    'return adopt({ pet:',
    /'pet' does not exist/,
  ],
  'an answer of another kind': [
    { apex: { ...apex, PetController: PET_CONTROLLER.replace('static Id adopt', 'static Integer adopt') } },
    'return adopt({ pet:',
    /Type 'number' is not assignable to type 'string'/,
  ],
  'a property that can be null now': [
    { apex: { ...apex, Pet: PET_CLASS.replace('What it is called.', 'What it is called; null = not yet.') } },
    'map(({ name, bornOn })',
    /'name' is possibly 'undefined'/,
  ],
  'a label that is not there': [
    { apex, label: 'Pets_Title' },
    "import heading from '@salesforce/label/c.Pets_Heading';",
    /Cannot find module '@salesforce\/label\/c\.Pets_Heading'/,
  ],
};

for (const [what, [project, line, told]] of Object.entries(DRIFTS))
  test(`${what} is a type error of the page`, (t) => {
    const errors = typeErrors(t, project);
    const at = PET_LIST.split('\n').findIndex((text) => text.includes(line)) + 1;
    assert.ok(
      errors.some((error) => error.startsWith(`${PAGE}:${at} `) && told.test(error)),
      `${PAGE}:${at} ${told}\n${errors.join('\n')}`,
    );
  });
