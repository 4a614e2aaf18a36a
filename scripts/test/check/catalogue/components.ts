// Lightning web components that the platform does not take, or that cannot be placed on a site.
import type { Edit, Topic } from './mistake.ts';

const FOLDER = 'LWC Developer Guide, “Component Folder”';
const CONFIGURATION = 'LWC Developer Guide, “XML Configuration File Elements”';
const ON_SITES = 'LWC Developer Guide, “lightningCommunity__Default Target”';
const MODULES = 'LWC Developer Guide, “@salesforce Modules”';
const LWR_LIMITS = 'LWR Sites for Experience Cloud, “Base Lightning Component Limitations in LWR Sites”';

const PAGE = ['lightningCommunity__Page', 'lightningCommunity__Default'];

function configuration({
  targets = PAGE,
  config = '',
  head = '<apiVersion>66.0</apiVersion>',
  exposed = true,
} = {}): string {
  const list = targets.map((target) => `\n        <target>${target}</target>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata">
    ${head}
    <isExposed>${String(exposed)}</isExposed>
    <masterLabel>Planted</masterLabel>${targets.length > 0 ? `\n    <targets>${list}\n    </targets>` : ''}${
      config && `\n    <targetConfigs>\n        ${config}\n    </targetConfigs>`
    }
</LightningComponentBundle>
`;
}

const SCRIPT = `import { LightningElement, api } from 'lwc';

export default class Planted extends LightningElement {
  @api rows;
}
`;

const PARTS = { 'js-meta.xml': configuration(), ts: SCRIPT, html: '<template></template>\n' } as const;
type Part = keyof typeof PARTS;

/** A component of which one part is the mistake. */
function planted(part: Part, text: string): { file: string; add: string; and: readonly Edit[] } {
  const others = (Object.keys(PARTS) as Part[]).filter((each) => each !== part);
  return {
    file: `lwc/planted/planted.${part}`,
    add: text,
    and: others.map((each) => ({ file: `lwc/planted/planted.${each}`, add: PARTS[each] })),
  };
}

const property = (attributes: string): string => `<targetConfig targets="lightningCommunity__Default">
            <property ${attributes} label="Rows" />
        </targetConfig>`;

const importing = (module: string): string => `import value from '${module}';\n${SCRIPT}// ${'value'}\n`;

export const COMPONENTS: Topic = {
  title: 'Lightning web components',
  mistakes: [
    {
      title: 'a component without its configuration',
      source: FOLDER,
      caughtBy: 'bundles',
      file: 'lwc/planted/planted.ts',
      add: SCRIPT,
      says: /has no planted\.js-meta\.xml/,
    },
    {
      title: 'a component without a script of its name',
      source: 'jamessimone/lwc-paginator#1',
      caughtBy: 'bundles',
      file: 'lwc/planted/planted.js-meta.xml',
      add: configuration(),
      and: [{ file: 'lwc/planted/other.ts', add: SCRIPT }],
      says: /no base file/,
    },
    {
      title: 'a folder that begins with a capital',
      source: FOLDER,
      caughtBy: 'bundles',
      file: 'lwc/Planted/Planted.js-meta.xml',
      add: configuration(),
      and: [{ file: 'lwc/Planted/Planted.ts', add: SCRIPT }],
      says: /‘Planted’ is no name of a component/,
    },
    {
      title: 'a folder with a hyphen',
      source: FOLDER,
      caughtBy: 'bundles',
      file: 'lwc/planted-list/planted-list.js-meta.xml',
      add: configuration(),
      and: [{ file: 'lwc/planted-list/planted-list.ts', add: SCRIPT }],
      says: /‘planted-list’ is no name of a component/,
    },
    {
      title: 'a template in another case than its folder',
      source: FOLDER,
      caughtBy: 'bundles',
      file: 'lwc/orderList/orderList.html',
      rename: 'lwc/orderList/OrderList.html',
      says: /is not named as its folder, orderList/,
      also: /orderList/,
    },
    {
      title: 'TypeScript that would be deployed',
      source: 'salesforce/lwc#2078',
      caughtBy: 'bundles',
      file: './.forceignore',
      from: '**/*.ts\n',
      to: '\n',
      named: 'lwc/orderList/orderList.ts',
      at: 'import',
      says: /add \*\*\/\*\.ts to \.forceignore/,
      also: /add \*\*\/\*\.ts to \.forceignore|__tests__/,
    },
    {
      title: 'a test that would be deployed',
      source: FOLDER,
      caughtBy: 'bundles',
      file: './.forceignore',
      from: '**/__tests__/**\n',
      to: '\n',
      and: [{ file: 'lwc/orderList/__tests__/data/orders.json', add: '{}' }],
      named: 'lwc/orderList/__tests__/data/orders.json',
      says: /is a test and would be deployed/,
      also: /is a test and would be deployed/,
    },
    {
      title: 'an unknown target',
      source: CONFIGURATION,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ targets: ['lightningCommunity__Pages'] })),
      at: '<target>lightningCommunity__Pages',
      says: /lightningCommunity__Pages is no target/,
    },
    {
      title: 'properties for a target that is not given',
      source: ON_SITES,
      caughtBy: 'bundles',
      ...planted(
        'js-meta.xml',
        configuration({ targets: PAGE.slice(0, 1), config: property('name="rows" type="Integer"') }),
      ),
      at: '<targetConfig ',
      says: /is for lightningCommunity__Default, which is not among the targets/,
    },
    {
      title: 'a property of the type Number on a site',
      source: ON_SITES,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ config: property('name="rows" type="Number"') })),
      at: '<property',
      says: /is no Number but an Integer/,
    },
    {
      title: 'a property that the class does not make public',
      source: ON_SITES,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ config: property('name="lines" type="Integer"') })),
      at: '<property',
      says: /lines is no @api property/,
    },
    {
      title: 'a property without a type',
      source: ON_SITES,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ config: property('name="rows"') })),
      at: '<property',
      says: /rows needs a type/,
    },
    {
      title: 'a default of another type than its property',
      source: ON_SITES,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ config: property('name="rows" type="Integer" default="few"') })),
      at: '<property',
      says: /‘few’ is given where rows is an Integer/,
    },
    {
      title: 'a component that is exposed to nothing',
      source: CONFIGURATION,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ targets: [] })),
      at: '<LightningComponentBundle',
      says: /is exposed and has no target/,
    },
    {
      title: 'a component without an API version',
      source: CONFIGURATION,
      caughtBy: 'bundles',
      ...planted('js-meta.xml', configuration({ head: '<description>Planted</description>' })),
      at: '<LightningComponentBundle',
      says: /needs <apiVersion>/,
    },
    {
      title: 'a template without its root',
      source: 'LWC error LWC1072, @lwc/errors',
      caughtBy: 'bundles',
      ...planted('html', '<p>Orders</p>\n'),
      says: /template/i,
    },
    {
      title: 'a tag that is not closed',
      source: 'forcedotcom/cli#118',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <p>\n</template>\n'),
      at: '  <p>',
      says: /<p> has no matching closing tag/,
    },
    {
      title: 'a repeated element without a key',
      source: 'LWC Developer Guide, “Render Lists”',
      caughtBy: 'bundles',
      ...planted(
        'html',
        '<template>\n  <template for:each={rows} for:item="row">\n    <p>{row}</p>\n  </template>\n</template>\n',
      ),
      at: '    <p>',
      says: /key/,
    },
    {
      title: 'a calculation in a template',
      source: 'LWC Developer Guide, “Bind a Template to JavaScript”',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <p>{rows + 1}</p>\n</template>\n'),
      at: '  <p>',
      says: /LWC\d+/,
    },
    {
      title: 'a decorator of something else than a class member',
      source: 'LWC Developer Guide, “Decorators”',
      caughtBy: 'bundles',
      ...planted('ts', SCRIPT.replace('@api rows', '@api @track rows').replace('api }', 'api, track }')),
      at: '  @api',
      says: /LWC\d+/,
    },
    {
      title: 'a public property with a reserved name',
      source: 'LWC error LWC1110, @lwc/errors',
      caughtBy: 'bundles',
      ...planted('ts', SCRIPT.replace('rows', 'slot')),
      at: '  @api',
      says: /LWC\d+.*slot/,
    },
    {
      title: 'a private method, which the platform’s compiler does not take',
      source: 'LWC error LWC1007, @lwc/errors',
      caughtBy: 'bundles',
      ...planted(
        'ts',
        SCRIPT.replace('  @api rows;', '  #count() { return 1; }\n\n  get total() { return this.#count(); }'),
      ),
      at: '  #count',
      says: /LWC1007: Class private methods are not enabled/,
    },
    {
      title: 'a public property that looks like a listener',
      source: 'LWC error LWC1108, @lwc/errors',
      caughtBy: 'bundles',
      ...planted('ts', SCRIPT.replace('rows', 'onchange')),
      at: '  @api',
      says: /LWC1108/,
    },
    {
      title: 'a directive that does not exist',
      source: 'LWC Developer Guide, “HTML Template Directives”',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <p lwc:iff={rows}></p>\n</template>\n'),
      at: '  <p',
      says: /Invalid directive "lwc:iff"/,
    },
    {
      title: 'a script in a template',
      source: 'LWC error LWC1051, @lwc/errors',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <script></script>\n</template>\n'),
      at: '  <script',
      says: /Forbidden tag/,
    },
    {
      title: 'an id twice in a template',
      source: 'LWC error LWC1042, @lwc/errors',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <p id="one"></p>\n  <div id="one"></div>\n</template>\n'),
      at: '  <div',
      says: /Duplicate id value "one"/,
    },
    {
      title: 'styles of the whole page in a component',
      source: 'LWC error LWC1009, @lwc/errors',
      caughtBy: 'bundles',
      file: 'lwc/orderList/orderList.css',
      from: /^/,
      to: ':root { --planted: 1px; }\n',
      says: /unsupported selector ":root"/,
    },
    {
      title: 'an API version of a component that the project does not have',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: API Version error',
      caughtBy: 'rules',
      ...planted('js-meta.xml', configuration({ head: '<apiVersion>99.0</apiVersion>' })),
      at: '<apiVersion>',
      says: /99\.0 is above the project’s/,
    },
    {
      title: 'a component that does not exist in a template',
      source: 'SalesforceLabs/LightningWebChartJS#22',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <c-order-lists></c-order-lists>\n</template>\n'),
      at: '  <c-order-lists',
      says: /there is no component c\/orderLists/,
    },
    {
      title: 'a component’s name in another case',
      source: FOLDER,
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <c-orderlist></c-orderlist>\n</template>\n'),
      at: '  <c-orderlist',
      says: /no component c\/orderlist; its name is orderList/,
    },
    {
      title: 'a base component that does not exist',
      source: 'Lightning Component Reference',
      caughtBy: 'bundles',
      ...planted('html', '<template>\n  <lightning-date-input></lightning-date-input>\n</template>\n'),
      at: '  <lightning-date-input',
      says: /no base component <lightning-date-input>/,
    },
    {
      title: 'a module of a component that does not exist',
      source: 'SalesforceLabs/LightningWebChartJS#22',
      caughtBy: 'bundles',
      ...planted('ts', importing('c/format')),
      says: /there is no component c\/format$/,
    },
    {
      title: 'a module of the platform that does not exist',
      source: MODULES,
      caughtBy: 'bundles',
      ...planted('ts', importing('@salesforce/user/name')),
      says: /@salesforce\/user\/name is unknown/,
    },
    {
      title: 'a field that does not exist in a component',
      source: MODULES,
      caughtBy: 'bundles',
      ...planted('ts', importing('@salesforce/schema/Order.Activated__c')),
      says: /Order has no field Activated__c/,
    },
    {
      title: 'a static resource that does not exist',
      source: MODULES,
      caughtBy: 'bundles',
      ...planted('ts', importing('@salesforce/resourceUrl/logo')),
      says: /there is no static resource logo/,
    },
    {
      title: 'a custom permission that does not exist in a component',
      source: MODULES,
      caughtBy: 'bundles',
      ...planted('ts', importing('@salesforce/customPermission/Approve')),
      says: /there is no custom permission Approve/,
    },
    {
      title: 'toasts of Lightning Experience on an LWR site',
      source: LWR_LIMITS,
      caughtBy: 'bundles',
      ...planted('ts', importing('lightning/platformShowToastEvent')),
      says: /platformShowToastEvent is not supported on LWR sites: use lightning\/toast/,
    },
    {
      title: 'streaming events on an LWR site',
      source: LWR_LIMITS,
      caughtBy: 'bundles',
      ...planted('ts', importing('lightning/empApi')),
      says: /empApi is not supported on LWR sites/,
    },
    {
      title: 'a method of Apex that pages cannot call',
      source: 'LWC Developer Guide, “Import Apex Methods”',
      caughtBy: 'grants',
      ...planted('ts', importing('@salesforce/apex/OrderController.placeAll')),
      says: /OrderController has no @AuraEnabled static method placeAll/,
    },
    {
      title: 'a class of Apex that does not exist in a component',
      source: 'LWC Developer Guide, “Import Apex Methods”',
      caughtBy: 'grants',
      ...planted('ts', importing('@salesforce/apex/OrdersController.getOrders')),
      says: /Apex class OrdersController, which does not exist/,
    },
  ],
};
