// Functions of one row: dates cut into parts, labels, formats, distances. Aggregates are in aggregate.ts.
// Source: SOQL and SOSL Reference, "Date Functions", "toLabel()", "FORMAT()", "Location-Based SOQL Queries".
import type { Field, FieldType, Row, Value } from '../schema/schema.ts';
import { malformed } from './errors.ts';
import type { Execution } from './execution.ts';
import { numberOf, textOf } from './literals.ts';
import { categoryOf, type Operand } from './operand.ts';
import { resolvePath, type Scope } from './scope.ts';
import type { Call, Path, Place } from './syntax.ts';
import { zoneOffset } from './zone.ts';

/** Milliseconds of a clock that shows UTC or the user's zone, to the wanted part. */
type DatePart = (clock: Date) => number | string;

const dayOfYear = (clock: Date): number =>
  (Date.UTC(clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate()) - Date.UTC(clock.getUTCFullYear(), 0, 1)) /
    86_400_000 +
  1;
const month = (clock: Date): number => clock.getUTCMonth() + 1;
const quarter = (clock: Date): number => Math.floor(clock.getUTCMonth() / 3) + 1;
const year = (clock: Date): number => clock.getUTCFullYear();

/** Fiscal years begin in January, as in a fresh org. */
const DATE_PARTS: Readonly<Record<string, DatePart>> = {
  CALENDAR_MONTH: month,
  CALENDAR_QUARTER: quarter,
  CALENDAR_YEAR: year,
  FISCAL_MONTH: month,
  FISCAL_QUARTER: quarter,
  FISCAL_YEAR: year,
  DAY_IN_MONTH: (clock) => clock.getUTCDate(),
  DAY_IN_WEEK: (clock) => clock.getUTCDay() + 1,
  DAY_IN_YEAR: dayOfYear,
  DAY_ONLY: (clock) => clock.toISOString().slice(0, 10),
  HOUR_IN_DAY: (clock) => clock.getUTCHours(),
  WEEK_IN_MONTH: (clock) => Math.ceil(clock.getUTCDate() / 7),
  WEEK_IN_YEAR: (clock) => Math.ceil(dayOfYear(clock) / 7),
};

const NEEDS_DATETIME: ReadonlySet<string> = new Set(['DAY_ONLY', 'HOUR_IN_DAY']);

export const isDateFunction = (name: string): boolean => name in DATE_PARTS;

/**
 * The operand of a function of one row.
 * @throws QueryFault an argument of the wrong type, or a function that needs groups
 */
export function resolveCall(scope: Scope, call: Call, where: 'select' | 'filter'): Operand<Row> {
  if (isDateFunction(call.name)) return datePart(scope, call, where);
  if (call.name === 'DISTANCE') return distance(scope, call, where);
  const convert = CONVERSIONS[call.name];
  if (!convert) throw malformed(call.offset, `${call.name} can only be used with grouped rows`);
  return convert(resolveArgument(scope, call.argument!, where), call);
}

function resolveArgument(scope: Scope, argument: Path | Call, where: 'select' | 'filter'): Operand<Row> {
  return argument.kind === 'path' ? resolvePath(scope, argument, where) : resolveCall(scope, argument, where);
}

function datePart(scope: Scope, call: Call, where: 'select' | 'filter'): Operand<Row> {
  const argument = resolveArgument(scope, call.argument!, where);
  const isDatetime = argument.type === 'datetime';
  if (!isDatetime && (argument.type !== 'date' || NEEDS_DATETIME.has(call.name) || call.inUserZone)) {
    throw malformed(call.offset, `field ${argument.name} does not support the function ${call.name}`);
  }
  const part = DATE_PARTS[call.name]!;
  return derived(argument, call.name === 'DAY_ONLY' ? 'date' : 'int', (value, { user }) => {
    if (typeof value !== 'string') return null;
    const instant = Date.parse(value);
    return part(new Date(call.inUserZone ? instant + zoneOffset(user.timeZone, instant) : instant));
  });
}

type Conversion = (argument: Operand<Row>, call: Call) => Operand<Row>;

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  TOLABEL: (argument) =>
    derived(argument, argument.type === 'multipicklist' ? 'multipicklist' : 'string', (value) =>
      labelOf(argument.field, value),
    ),
  FORMAT: (argument) => derived(argument, 'string', (value, execution) => formatValue(argument, value, execution)),
  CONVERTCURRENCY(argument, call) {
    if (argument.type !== 'currency')
      throw malformed(call.offset, `field ${argument.name} does not support convertCurrency`);
    // One currency in the org: nothing to convert.
    return argument;
  },
};

function derived(
  argument: Operand<Row>,
  type: FieldType,
  convert: (value: Value, execution: Execution) => Value,
): Operand<Row> {
  return {
    name: argument.name,
    type,
    isOwn: false,
    offset: argument.offset,
    get: (row, execution) => convert(argument.get(row, execution), execution),
  };
}

function labelOf(field: Field | undefined, value: Value): Value {
  if (typeof value !== 'string' || !field) return value;
  const label = (one: string) => field.picklistValues.find((known) => known.value === one)?.label ?? one;
  return field.type === 'multipicklist' ? value.split(';').map(label).join(';') : label(value);
}

/** As the user's locale writes it. The exact patterns of the platform are unconfirmed. */
function formatValue(argument: Operand<Row>, value: Value, { user }: Execution): Value {
  if (value === null) return null;
  const locale = user.locale.replaceAll('_', '-');
  const scale = argument.field?.scale;
  switch (categoryOf(argument.type)) {
    case 'number':
      return new Intl.NumberFormat(locale, { minimumFractionDigits: scale, maximumFractionDigits: scale ?? 18 }).format(
        value as number,
      );
    case 'date':
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC' }).format(Date.parse(String(value)));
    case 'datetime':
      return new Intl.DateTimeFormat(locale, {
        timeZone: user.timeZone,
        dateStyle: 'short',
        timeStyle: 'short',
      }).format(Date.parse(String(value)));
    default:
      return String(value);
  }
}

const EARTH_RADIUS = { mi: 3958.761, km: 6371.009 } as const;

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

function distance(scope: Scope, call: Call, where: 'select' | 'filter'): Operand<Row> {
  const { from, to, unit } = call.distance!;
  const start = resolvePlace(scope, from, where);
  const end = resolvePlace(scope, to, where);
  return {
    name: 'DISTANCE',
    type: 'double',
    isOwn: false,
    offset: call.offset,
    get(row, execution) {
      const radius = EARTH_RADIUS[textOf(unit, execution) as keyof typeof EARTH_RADIUS];
      if (!radius) throw malformed(unit.offset, `Invalid unit: ${textOf(unit, execution)}`);
      const a = start(row, execution);
      const b = end(row, execution);
      return a && b ? haversine(a, b) * radius : null;
    },
  };
}

type PointOf = (row: Row, execution: Execution) => Point | undefined;

function resolvePlace(scope: Scope, place: Place, where: 'select' | 'filter'): PointOf {
  if (place.kind === 'bind')
    throw malformed(
      place.offset,
      'a bound Location is not supported by the local org; use GEOLOCATION(:latitude, :longitude)',
    );
  if (place.kind === 'geolocation') {
    return (_row, execution) => ({
      latitude: numberOf(place.latitude, execution),
      longitude: numberOf(place.longitude, execution),
    });
  }
  const location = resolvePath(scope, place, where);
  const parts = [...(location.owner?.fields.values() ?? [])].filter((field) => field.compound === location.field?.name);
  const [latitude, longitude] = ['Latitude', 'Longitude'].map((axis) =>
    parts.find((field) => field.name.includes(axis)),
  );
  if (!location.isOwn || !latitude || !longitude)
    throw malformed(place.offset, `${location.name} is not a location of the queried type`);
  return (row) => {
    const [north, east] = [row[latitude.name], row[longitude.name]];
    return typeof north === 'number' && typeof east === 'number' ? { latitude: north, longitude: east } : undefined;
  };
}

function haversine(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const across =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * Math.asin(Math.sqrt(across));
}
