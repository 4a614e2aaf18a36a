// The base64 + serialize() parameters: custom fields and configurable options.
// A string that PHP cannot read, an unknown id or a refused field is passed over in silence, as on the real thing; the
// request log keeps a note of it.
import type { ConfigOptionConfig, CustomFieldConfig, ProductConfig } from '../model/installation-config.ts';
import type { ConfigChoices, FieldValues } from '../model/entities.ts';
import { fromWhmcsField, isMap, type Serializable, type SerializableMap } from '../wire/php-serialize.ts';
import { phpInt } from '../wire/params.ts';
import type { Call } from './action.ts';

/** Shared, since most services have neither fields nor options. */
const EMPTY: ReadonlyMap<number, never> = new Map<number, never>();

/** Reads one encoded map; empty when nothing was sent or PHP could not read it. */
export function readEncodedMap(call: Call, name: string, text: string | undefined): SerializableMap {
  if (text === undefined || text === '') return EMPTY;
  try {
    return fromWhmcsField(text);
  } catch (error) {
    call.note(`${name} ignored: ${(error as Error).message}`);
    return EMPTY;
  }
}

/** Custom field values worth keeping, laid over `before`. */
export function readCustomFields(
  call: Call,
  known: readonly CustomFieldConfig[],
  name: string,
  text: string | undefined,
  before: FieldValues = EMPTY,
): FieldValues {
  const sent = readEncodedMap(call, name, text);
  if (sent.size === 0) return before;
  const values = new Map(before);
  for (const [id, value] of sent) {
    const field = known.find((each) => each.id === id);
    if (!field) call.note(`${name}: no custom field ${id} here, ignored`);
    else if (field.adminOnly && !call.whmcs.switches.adminOnlyCustomFieldsWritten) {
      call.note(`${name}: admin-only custom field ${id} not written`);
    } else values.set(field.id, scalarText(value));
  }
  return values;
}

/** Every option of the product has a choice: the one sent if it is valid, else `before`, else the default. */
export function readConfigChoices(
  call: Call,
  product: ProductConfig,
  name: string,
  sent: SerializableMap,
  before: ConfigChoices = EMPTY,
): ConfigChoices {
  for (const id of sent.keys()) {
    if (!product.configOptions.some((option) => option.id === id)) call.note(`${name}: no option ${id} here, ignored`);
  }
  if (product.configOptions.length === 0) return EMPTY;
  return new Map(
    product.configOptions.map((option) => {
      const fallback = before.get(option.id) ?? defaultChoice(option);
      const value = sent.get(option.id);
      if (value === undefined) return [option.id, fallback];
      const choice = choiceFrom(option, value);
      if (choice === undefined) call.note(`${name}: option ${option.id} does not take ${scalarText(value)}, ignored`);
      return [option.id, choice ?? fallback];
    }),
  );
}

function choiceFrom(option: ConfigOptionConfig, value: Serializable): number | undefined {
  if (option.type === 'quantity') {
    // UpdateClientProduct's form: {optionid, qty}. AddOrder's: the bare number.
    const quantity = isMap(value) ? value.get('qty') : value;
    return Math.min(Math.max(phpInt(scalarText(quantity ?? null)), option.minQty), option.maxQty || Infinity);
  }
  if (option.type === 'yesno') return phpInt(scalarText(value)) > 0 ? 1 : 0;
  const chosen = phpInt(scalarText(value));
  return option.options.some((each) => each.id === chosen) ? chosen : undefined;
}

function defaultChoice(option: ConfigOptionConfig): number {
  if (option.type === 'quantity') return option.minQty;
  return option.type === 'yesno' ? 0 : (option.options[0]?.id ?? 0);
}

function scalarText(value: Serializable): string {
  if (isMap(value) || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '';
  return String(value);
}
