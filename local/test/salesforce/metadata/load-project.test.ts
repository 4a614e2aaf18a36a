import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadProject } from '../../../src/salesforce/metadata/load-project.ts';
import { SourceError, UnsupportedMetadata } from '../../../src/salesforce/metadata/source-error.ts';
import { field, object, projectOf, writeProject, xml } from './project-on-disk.ts';

test('every kind of file becomes a component of its type, under its full name', async (t) => {
  const project = await projectOf(t, {
    ...Object.fromEntries([object('Thing__c'), field('Order', 'Size__c', '<type>Date</type>')]),
    'objects/Order/validationRules/Sane.validationRule-meta.xml': xml('ValidationRule', ''),
    'objects/Order/listViews/Mine.listView-meta.xml': xml('ListView', ''),
    'objects/Order/webLinks/Open.webLink-meta.xml': xml('WebLink', ''),
    'standardValueSets/OrderStatus.standardValueSet-meta.xml': xml('StandardValueSet', ''),
    'flows/Order_Flow.flow-meta.xml': xml('Flow', ''),
    'permissionsets/Agent.permissionset-meta.xml': xml('PermissionSet', ''),
    'layouts/Order-Order Layout %28main%29.layout-meta.xml': xml('Layout', ''),
    'customMetadata/Setting.First.md-meta.xml': xml('CustomMetadata', ''),
    'externalClientApps/App.eca-meta.xml': xml('ExternalClientApplication', ''),
    'extlClntAppOauthSettings/App.ecaOauth-meta.xml': xml('ExtlClntAppOauthSettings', ''),
    'sites/Portal.site-meta.xml': xml('CustomSite', ''),
    'reports/Sales/Top.report-meta.xml': xml('Report', ''),
    'lwc/tile/tile.js-meta.xml': xml('LightningComponentBundle', ''),
    'lwc/tile/tile.ts': 'export default 1;',
    'staticresources/logo.resource-meta.xml': xml('StaticResource', ''),
    'staticresources/logo.png': 'png',
    'digitalExperiences/site/P1/sfdc_cms__view/home/content.json': '{}',
  });
  const names = project.components.map((component) => `${component.type} ${component.fullName}`);
  assert.deepEqual(names.sort(), [
    'CustomField Order.Size__c',
    'CustomMetadata Setting.First',
    'CustomObject Thing__c',
    'CustomSite Portal',
    'ExternalClientApplication App',
    'ExtlClntAppOauthSettings App',
    'Flow Order_Flow',
    'Layout Order-Order Layout (main)',
    'LightningComponentBundle tile',
    'ListView Order.Mine',
    'PermissionSet Agent',
    'Report Sales/Top',
    'StandardValueSet OrderStatus',
    'StaticResource logo',
    'ValidationRule Order.Sane',
    'WebLink Order.Open',
  ]);
  assert.equal(project.apiVersion, '67.0');
  assert.equal(project.find('flow', 'ORDER_FLOW')?.fullName, 'Order_Flow');
});

test('metadata that no save or query looks at is carried, of whatever type its root element names', async (t) => {
  const project = await projectOf(t, {
    'Canvases/Board.Canvas-meta.xml': xml('CanvasMetadata', ''),
    'objectTranslations/Thing__c-de/Thing__c-de.objectTranslation-meta.xml': xml('CustomObjectTranslation', ''),
    'more/objectTranslations/Thing__c-de/Thing__c-de.objectTranslation-meta.xml': xml('CustomObjectTranslation', ''),
    'objectTranslations/Thing__c-de/Size__c.fieldTranslation-meta.xml': xml('CustomFieldTranslation', ''),
    'objectTranslations/Thing__c-fr/Size__c.fieldTranslation-meta.xml': xml('CustomFieldTranslation', ''),
  });
  const names = project.components.map((component) => `${component.type} ${component.fullName}`);
  assert.deepEqual(names.sort(), [
    'CanvasMetadata Board',
    'CustomFieldTranslation Thing__c-de.Size__c',
    'CustomFieldTranslation Thing__c-fr.Size__c',
    'CustomObjectTranslation Thing__c-de',
  ]);
});

test('classes and triggers carry their source and the settings beside it', async (t) => {
  const project = await projectOf(t, {
    'classes/orders/OrderService.cls': 'public class OrderService {}',
    'classes/orders/OrderService.cls-meta.xml': xml(
      'ApexClass',
      '<apiVersion>67.0</apiVersion>\n<status>Active</status>',
    ),
    'triggers/OnOrder.trigger': 'trigger OnOrder on Order (before insert) {}',
    'triggers/OnOrder.trigger-meta.xml': xml('ApexTrigger', '<status>Active</status>'),
  });
  const [service] = project.ofType('ApexClass');
  assert.equal(service?.content, 'public class OrderService {}');
  assert.equal(service?.file, 'app/main/default/classes/orders/OrderService.cls');
  assert.equal(service?.xml?.children[0]?.text, '67.0');
  assert.equal(project.ofType('ApexTrigger').length, 1);
});

test('each custom label is a component with the line it stands on', async (t) => {
  const labels =
    '<labels>\n<fullName>Hello</fullName>\n<value>Hello</value>\n</labels>\n<labels>\n<fullName>Bye</fullName>\n<value>Bye</value>\n</labels>';
  const project = await projectOf(t, { 'labels/CustomLabels.labels-meta.xml': xml('CustomLabels', labels) });
  assert.deepEqual(
    project.ofType('CustomLabel').map((label) => [label.fullName, label.xml?.position.line]),
    [
      ['Hello', 3],
      ['Bye', 7],
    ],
  );
});

test('all package directories are read, and .forceignore keeps files out', async (t) => {
  const root = await writeProject(t, {
    '/sfdx-project.json': JSON.stringify({
      packageDirectories: [{ path: 'app' }, { path: 'more' }],
      sourceApiVersion: '66.0',
    }),
    '/.forceignore': '# notes\n**/notes/**\nREADME.md\n*.bak\n',
    '/more/flows/Second.flow-meta.xml': xml('Flow', ''),
    'flows/First.flow-meta.xml': xml('Flow', ''),
    'flows/README.md': 'about flows',
    'flows/old.bak': '',
    'notes/deep/todo.txt': '',
    '.DS_Store': '',
  });
  const project = await loadProject(root);
  assert.deepEqual(
    project.ofType('Flow').map((flow) => flow.fullName),
    ['First', 'Second'],
  );
});

const REFUSED: readonly [title: string, path: string, text: string, kind: typeof SourceError, message: RegExp][] = [
  ['a stray file among classes', 'classes/Orders.clss', '', UnsupportedMetadata, /Orders\.clss:1: not a kind of file/],
  [
    'an unknown metadata suffix where the engines read',
    'flows/Y.zebra-meta.xml',
    xml('Zebra', ''),
    UnsupportedMetadata,
    /Y\.zebra-meta\.xml:1: metadata of kind "\.zebra-meta\.xml"/,
  ],
  [
    'malformed XML',
    'flows/F.flow-meta.xml',
    '<Flow>\n<label></Flow>',
    SourceError,
    /F\.flow-meta\.xml:2: malformed XML/,
  ],
  ['a class without its settings', 'classes/C.cls', 'class C {}', SourceError, /C\.cls-meta\.xml is missing/],
  [
    'an active workflow rule',
    'workflows/Order.workflow-meta.xml',
    xml('Workflow', '<rules>\n<fullName>R</fullName>\n<active>true</active>\n</rules>'),
    UnsupportedMetadata,
    /Order\.workflow-meta\.xml:5: an active Workflow cannot be executed/,
  ],
];

for (const [title, path, text, kind, message] of REFUSED) {
  test(`${title} is refused with file and line`, async (t) => {
    const root = await writeProject(t, { [path]: text });
    await assert.rejects(loadProject(root), (error: Error) => error instanceof kind && message.test(error.message));
  });
}

test('what is no metadata is passed over, as the Salesforce CLI does', async (t) => {
  const project = await projectOf(t, { '/app/test/jest-mocks/apex.js': '', 'notes.txt': '', 'dw/map.dwl': '' });
  assert.deepEqual(project.components, []);
});

test('a workflow without active rules is carried', async (t) => {
  const project = await projectOf(t, {
    'workflows/Order.workflow-meta.xml': xml('Workflow', '<rules>\n<active>false</active>\n</rules>'),
  });
  assert.equal(project.ofType('Workflow').length, 1);
});

test('one component in two files is refused, naming both', async (t) => {
  const root = await writeProject(t, {
    'flows/a/F.flow-meta.xml': xml('Flow', ''),
    'flows/b/F.flow-meta.xml': xml('Flow', ''),
  });
  await assert.rejects(
    loadProject(root),
    /flows\/b\/F\.flow-meta\.xml:2: Flow F is defined twice, also in .*flows\/a\/F/,
  );
});

test('a later package directory replaces what an earlier one brought', async (t) => {
  const root = await writeProject(t, {
    '/sfdx-project.json': JSON.stringify({ packageDirectories: [{ path: 'app' }, { path: 'more' }] }),
    'flows/F.flow-meta.xml': xml('Flow', ''),
    '/more/flows/F.flow-meta.xml': xml('Flow', ''),
  });
  const project = await loadProject(root);
  assert.deepEqual(
    project.ofType('Flow').map((flow) => flow.file),
    ['more/flows/F.flow-meta.xml'],
  );
});

test('a folder that is no project says so', async (t) => {
  const root = await writeProject(t, {});
  await assert.rejects(loadProject(`${root}/app`), /sfdx-project\.json:1: no Salesforce DX project/);
});
