// Turns an installation's set-up file into InstallationConfig, or says which key is wrong.
import { RECURRING_CYCLES, type RecurringCycle, type SetupFee } from './cycles.ts';
import { ConfigError, JsonReader } from './json-reader.ts';
import type {
  AddonConfig,
  ClientSeed,
  Automation,
  ConfigOptionConfig,
  CustomFieldConfig,
  InstallationConfig,
  ModuleConfig,
  ModuleScript,
  PastOrder,
  Pricing,
  ProductConfig,
} from './installation-config.ts';

const SETUP_FEES = ['msetupfee', 'qsetupfee', 'ssetupfee', 'asetupfee', 'bsetupfee', 'tsetupfee'] as const;
const PRICE_KEYS: readonly (RecurringCycle | SetupFee)[] = [...RECURRING_CYCLES, ...SETUP_FEES];
const MODULE_ACTIONS = [
  'CreateAccount',
  'SuspendAccount',
  'UnsuspendAccount',
  'TerminateAccount',
  'ChangePackage',
] as const;

/**
 * @param json the parsed file
 * @param source named in errors, e.g. the file's path
 * @throws ConfigError naming the path of the first thing wrong
 */
export function readInstallationConfig(json: unknown, source = 'config'): InstallationConfig {
  const root = new JsonReader(json, source).object([
    'companyName',
    'timezone',
    'allowedIps',
    'accessKey',
    'credentials',
    'admins',
    'roles',
    'currencies',
    'paymentMethods',
    'productGroups',
    'clientCustomFields',
    'products',
    'addons',
    'clients',
    'markerField',
    'taxRate',
    'automation',
  ]);
  const accessKey = root.field('accessKey').optionalText();
  const config: InstallationConfig = {
    companyName: root.field('companyName').text('Local WHMCS'),
    timezone: root.field('timezone').text('Asia/Tokyo'),
    allowedIps: root.field('allowedIps').list((ip) => ip.text()),
    ...(accessKey === undefined ? {} : { accessKey }),
    credentials: root.field('credentials').list((each) => {
      each.object(['identifier', 'secret', 'roles']);
      return {
        identifier: each.field('identifier').text(),
        secret: each.field('secret').text(),
        roles: each.field('roles').list((role) => role.text()),
      };
    }),
    admins: root.field('admins').list((each) => {
      each.object(['username', 'passwordMd5', 'disabled', 'apiAccess']);
      return {
        username: each.field('username').text(),
        passwordMd5: each.field('passwordMd5').text(),
        disabled: each.field('disabled').flag(false),
        apiAccess: each.field('apiAccess').flag(true),
      };
    }),
    roles: root.field('roles').map((role) => role.list((action) => action.text())),
    currencies: root.field('currencies').list((each) => {
      each.object(['id', 'code', 'prefix', 'suffix', 'format', 'rate']);
      const format = each.field('format').int(1);
      if (format !== 1 && format !== 2 && format !== 3 && format !== 4) {
        throw new ConfigError(`${each.path}.format is ${format}; expected 1, 2, 3 or 4`);
      }
      return {
        id: each.field('id').int(),
        code: each.field('code').text(),
        prefix: each.field('prefix').text(''),
        suffix: each.field('suffix').text(''),
        format,
        rate: each.field('rate').text('1.00000'),
      };
    }),
    paymentMethods: root.field('paymentMethods').list((each) => {
      each.object(['module', 'displayName']);
      return { module: each.field('module').text(), displayName: each.field('displayName').text() };
    }),
    productGroups: root.field('productGroups').list((each) => {
      each.object(['gid', 'name']);
      return { gid: each.field('gid').int(), name: each.field('name').text() };
    }),
    clientCustomFields: root.field('clientCustomFields').list(readCustomField),
    products: root.field('products').list(readProduct),
    addons: root.field('addons').list(readAddon),
    clients: root.field('clients').list(readClient),
    markerField: root.field('markerField').text('SF Reference'),
    taxRate: readTaxRate(root.field('taxRate')),
    automation: readAutomation(root.field('automation')),
  };
  checkReferences(config, source);
  return config;
}

function readTaxRate(json: JsonReader): number {
  const rate = json.isPresent ? Number(json.decimal()) : 0;
  if (rate < 0 || rate > 100) throw new ConfigError(`${json.path} is ${rate}; expected percent, 0 to 100`);
  return rate;
}

/** WHMCS's own defaults, but for suspending and ending services: those happen only where the file asks for them. */
function readAutomation(json: JsonReader): Automation {
  if (!json.isPresent) return { invoiceDaysBefore: 14, usesCredit: false };
  json.object(['invoiceDaysBefore', 'suspendDaysAfter', 'terminateDaysAfter', 'usesCredit']);
  const days = (name: string) => {
    const count = json.field(name).optionalInt();
    if (count !== undefined && count < 0) throw new ConfigError(`${json.path}.${name} is ${count}; expected 0 or more`);
    return count;
  };
  const [suspend, terminate] = [days('suspendDaysAfter'), days('terminateDaysAfter')];
  return {
    invoiceDaysBefore: days('invoiceDaysBefore') ?? 14,
    ...(suspend === undefined ? {} : { suspendDaysAfter: suspend }),
    ...(terminate === undefined ? {} : { terminateDaysAfter: terminate }),
    usesCredit: json.field('usesCredit').flag(false),
  };
}

function readProduct(json: JsonReader): ProductConfig {
  json.object([
    'pid',
    'gid',
    'type',
    'name',
    'slug',
    'description',
    'payType',
    'quantities',
    'stock',
    'retired',
    'hidden',
    'module',
    'autoSetup',
    'pricing',
    'customFields',
    'configOptions',
  ]);
  const pid = json.field('pid').int();
  const stock = json.field('stock').optionalInt();
  const module = json.field('module');
  return {
    pid,
    gid: json.field('gid').int(),
    type: json.field('type').oneOf(['hostingaccount', 'reselleraccount', 'server', 'other'], 'other'),
    name: json.field('name').text(),
    slug: json.field('slug').text(`product-${pid}`),
    description: json.field('description').text(''),
    payType: json.field('payType').oneOf(['free', 'onetime', 'recurring']),
    quantities: json.field('quantities').oneOf(['no', 'services', 'scaling'], 'no'),
    ...(stock === undefined ? {} : { stock }),
    retired: json.field('retired').flag(false),
    hidden: json.field('hidden').flag(false),
    ...(module.isPresent ? { module: readModule(module) } : {}),
    autoSetup: json.field('autoSetup').oneOf(['accept', 'payment', 'off'], 'accept'),
    pricing: json.field('pricing').map(readPricing),
    customFields: json.field('customFields').list(readCustomField),
    configOptions: json.field('configOptions').list(readConfigOption),
  };
}

function readModule(json: JsonReader): ModuleConfig {
  json.object(['name', 'scripts']);
  const scripts = json.field('scripts');
  if (scripts.isPresent) scripts.object(MODULE_ACTIONS);
  return { name: json.field('name').text(), scripts: scripts.map(readModuleScript) };
}

/** Also reads the body of `PUT /local/modules`. */
export function readModuleScript(json: JsonReader): ModuleScript {
  json.object(['error', 'hangMs']);
  const error = json.field('error').optionalText();
  const hangMs = json.field('hangMs').optionalInt();
  return { ...(error === undefined ? {} : { error }), ...(hangMs === undefined ? {} : { hangMs }) };
}

function readPricing(json: JsonReader): Pricing {
  json.object(PRICE_KEYS);
  return json.map((price) => price.decimal());
}

function readAddon(json: JsonReader): AddonConfig {
  json.object(['id', 'name', 'description', 'payType', 'pricing']);
  return {
    id: json.field('id').int(),
    name: json.field('name').text(),
    description: json.field('description').text(''),
    payType: json.field('payType').oneOf(['free', 'onetime', 'recurring']),
    pricing: json.field('pricing').map(readPricing),
  };
}

function readCustomField(json: JsonReader): CustomFieldConfig {
  json.object(['id', 'name', 'description', 'required', 'adminOnly', 'showOrder']);
  return {
    id: json.field('id').int(),
    name: json.field('name').text(),
    description: json.field('description').text(''),
    required: json.field('required').flag(false),
    adminOnly: json.field('adminOnly').flag(false),
    showOrder: json.field('showOrder').flag(false),
  };
}

function readConfigOption(json: JsonReader): ConfigOptionConfig {
  json.object(['id', 'name', 'type', 'minQty', 'maxQty', 'options']);
  return {
    id: json.field('id').int(),
    name: json.field('name').text(),
    type: json.field('type').oneOf(['dropdown', 'radio', 'yesno', 'quantity']),
    minQty: json.field('minQty').int(0),
    maxQty: json.field('maxQty').int(0),
    options: json.field('options').list((option) => {
      option.object(['id', 'name', 'pricing']);
      return {
        id: option.field('id').int(),
        name: option.field('name').text(),
        pricing: option.field('pricing').map(readPricing),
      };
    }),
  };
}

function readClient(json: JsonReader): ClientSeed {
  const texts = ['firstName', 'lastName', 'companyName', 'email', 'address1', 'address2', 'city', 'state'] as const;
  json.object([...texts, 'postcode', 'country', 'phoneNumber', 'customFields', 'orders']);
  const text = (name: string) => json.field(name).text('');
  return {
    firstName: json.field('firstName').text(),
    lastName: json.field('lastName').text(),
    companyName: text('companyName'),
    email: json.field('email').text(),
    address1: text('address1'),
    address2: text('address2'),
    city: text('city'),
    state: text('state'),
    postcode: text('postcode'),
    country: json.field('country').text('JP'),
    phoneNumber: text('phoneNumber'),
    customFields: json.field('customFields').map((value) => value.text()),
    orders: json.field('orders').list(readPastOrder),
  };
}

function readPastOrder(json: JsonReader): PastOrder {
  json.object(['daysAgo', 'dueInDays', 'paidInvoices', 'paymentMethod', 'lines']);
  return {
    daysAgo: json.field('daysAgo').int(),
    dueInDays: json.field('dueInDays').int(0),
    paidInvoices: json.field('paidInvoices').int(0),
    paymentMethod: json.field('paymentMethod').text(),
    lines: json.field('lines').list((line) => {
      line.object(['pid', 'qty', 'cycle']);
      return { pid: line.field('pid').int(), qty: line.field('qty').int(1), cycle: line.field('cycle').text('') };
    }),
  };
}

/**
 * Clients in a file of their own, `{"clients": […]}`: those who go with the sample customers of the local org.
 * @throws ConfigError naming the path of the first thing wrong
 */
export function readClientSeeds(json: unknown, source: string): readonly ClientSeed[] {
  return new JsonReader(json, source).object(['clients']).field('clients').list(readClient);
}

function checkReferences(config: InstallationConfig, source: string): void {
  const codes = new Set(config.currencies.map((currency) => currency.code));
  if (codes.size === 0) throw new ConfigError(`${source}.currencies: at least one currency is needed`);
  if (config.paymentMethods.length === 0) throw new ConfigError(`${source}.paymentMethods: at least one is needed`);
  refuseRepeats(
    config.products.map((each) => each.pid),
    `${source}.products: pid`,
  );
  refuseRepeats(
    config.addons.map((each) => each.id),
    `${source}.addons: id`,
  );
  // WHMCS keeps client and product custom fields in one table, so their ids never collide.
  const fields = [config.clientCustomFields, ...config.products.map((each) => each.customFields)].flat();
  refuseRepeats(
    fields.map((each) => each.id),
    `${source}: custom field id`,
  );
  const groups = new Set(config.productGroups.map((group) => group.gid));
  for (const product of config.products) {
    if (!groups.has(product.gid)) throw new ConfigError(`${source}: product ${product.pid} names group ${product.gid}`);
    for (const code of Object.keys(product.pricing)) {
      if (!codes.has(code)) throw new ConfigError(`${source}: product ${product.pid} has prices in unknown ${code}`);
    }
  }
  for (const credential of config.credentials) {
    const missing = credential.roles.find((role) => !Object.hasOwn(config.roles, role));
    if (missing) throw new ConfigError(`${source}: credential ${credential.identifier} has unknown role ${missing}`);
  }
}

function refuseRepeats(ids: readonly number[], what: string): void {
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) throw new ConfigError(`${what} ${repeated} is used twice`);
}
