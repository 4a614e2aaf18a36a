// One WHMCS: what it sells, who may call it, its books, its clock and its habits. What actions are given to work with.
import { SingleSignOn } from '../billing/sso.ts';
import { Calendar } from '../billing/calendar.ts';
import { addPastOrder } from '../billing/past-orders.ts';
import { keepActivityLog } from './activity-log.ts';
import { Books } from './books.ts';
import type { Client } from './entities.ts';
import type { Currency, InstallationConfig, ModuleAction, ModuleScript, ProductConfig } from './installation-config.ts';
import { seededRandom } from './random.ts';
import { ServerClock } from './server-clock.ts';
import { DEFAULT_SWITCHES, type Switches } from '../wire/switches.ts';

export interface InstallationOptions {
  readonly config: InstallationConfig;
  readonly switches?: Partial<Switches>;
  readonly now?: () => number;
  readonly seed?: number;
  readonly systemUrl?: () => string;
  /** Ends every wait in progress. */
  readonly stopping: AbortSignal;
}

/** A script put in place at run time; it wins over the product's own for `times` runs. */
interface ScriptOverride extends ModuleScript {
  timesLeft: number;
}

export class Installation {
  readonly config: InstallationConfig;
  readonly books = new Books();
  readonly clock: ServerClock;
  readonly calendar: Calendar;
  readonly sso: SingleSignOn;
  /** Where people reach it, without a slash at the end; in the links that it gives out. */
  readonly systemUrl: () => string;
  readonly switches: Switches;
  readonly random: () => number;
  readonly stopping: AbortSignal;
  readonly #products: Map<number, ProductConfig>;
  readonly #stock = new Map<number, number>();
  readonly #scripts = new Map<string, ScriptOverride>();
  readonly #orderNumbers = new Set<string>();

  constructor(options: InstallationOptions) {
    this.config = options.config;
    this.clock = new ServerClock(options.config.timezone, options.now);
    this.switches = { ...DEFAULT_SWITCHES, ...options.switches };
    this.random = seededRandom(options.seed ?? 1);
    this.stopping = options.stopping;
    this.#products = new Map(options.config.products.map((product) => [product.pid, product]));
    for (const { pid, stock } of options.config.products) if (stock !== undefined) this.#stock.set(pid, stock);
    keepActivityLog(this.books, this.clock);
    this.calendar = new Calendar(this);
    this.sso = new SingleSignOn(this.clock);
    this.systemUrl = options.systemUrl ?? (() => '');
    this.#seedClients();
  }

  product(pid: number): ProductConfig | undefined {
    return this.#products.get(pid);
  }

  /** Units left, or undefined when the product's stock is not controlled. */
  stockOf(pid: number): number | undefined {
    return this.#stock.get(pid);
  }

  /** @param quantity undefined = no longer controlled */
  setStock(pid: number, quantity: number | undefined): void {
    if (quantity === undefined) this.#stock.delete(pid);
    else this.#stock.set(pid, quantity);
  }

  takeStock(pid: number, quantity: number): void {
    const left = this.#stock.get(pid);
    if (left !== undefined) this.#stock.set(pid, left - quantity);
  }

  /** The client's currency; unknown ids fall back to the installation's first, its default. */
  currencyOf(client: Client): Currency {
    return this.config.currencies.find((each) => each.id === client.currencyId) ?? this.config.currencies[0]!;
  }

  paymentMethodName(module: string): string {
    return this.config.paymentMethods.find((each) => each.module === module)?.displayName ?? '';
  }

  /** Scripts a product's module for its next runs. @param times how many runs; Infinity = until reset */
  scriptModule(pid: number, action: ModuleAction, script: ModuleScript, times: number): void {
    this.#scripts.set(`${pid}/${action}`, { ...script, timesLeft: times });
  }

  /** What the module does this time. Uses up one run of a script put in place at run time. */
  nextScript(product: ProductConfig, action: ModuleAction): ModuleScript {
    const key = `${product.pid}/${action}`;
    const override = this.#scripts.get(key);
    if (!override) return product.module?.scripts[action] ?? {};
    if (--override.timesLeft <= 0) this.#scripts.delete(key);
    return override;
  }

  /** Ten digits, unique, not in sequence: as WHMCS's default order numbers. */
  newOrderNumber(): string {
    for (;;) {
      const number = String(Math.floor(1e9 + this.random() * 9e9));
      if (this.#orderNumbers.has(number)) continue;
      this.#orderNumbers.add(number);
      return number;
    }
  }

  #seedClients(): void {
    for (const seed of this.config.clients) {
      const { books } = this;
      const { firstName, lastName, email } = seed;
      const user = books.users.add({ id: books.users.takeId(), email, firstName, lastName });
      const customFields = new Map(Object.entries(seed.customFields).map(([id, value]) => [Number(id), value]));
      const { orders, ...fields } = seed;
      const client = books.clients.add({
        ...newClient(this),
        ...fields,
        id: books.clients.takeId(),
        ownerUserId: user.id,
        customFields,
      });
      for (const order of orders) addPastOrder(this, client, order);
    }
  }
}

/** A client with every field at its default; the id is 0 until one is taken. */
export function newClient(installation: Installation): Client {
  const hex = () =>
    Math.floor(installation.random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return {
    id: 0,
    ownerUserId: 0,
    uuid: `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-a${hex().slice(1)}-${hex()}${hex()}${hex()}`,
    firstName: '',
    lastName: '',
    companyName: '',
    email: '',
    address1: '',
    address2: '',
    city: '',
    state: '',
    postcode: '',
    country: '',
    phoneNumber: '',
    taxId: '',
    currencyId: installation.config.currencies[0]!.id,
    groupId: 0,
    language: '',
    notes: '',
    status: 'Active',
    defaultGateway: '',
    dateCreated: installation.clock.date(),
    emailPreferences: {},
    flags: {},
    credit: 0,
    customFields: new Map(),
  };
}
