// Number functions. FLOOR and CEILING round towards and away from zero, MFLOOR and MCEILING down and up: as the platform documents.
import { finite, remainder, round } from './decimal.ts';
import { FormulaError } from './formula-error.ts';
import { NUMBER, TEXT, type FormulaFunction, type FunctionTable } from './function-table.ts';

const unary = (work: (value: number) => number): FormulaFunction => ({
  parameters: [NUMBER],
  result: 'number',
  apply: ([value]) => finite(work(value!)),
});

function positive(value: number, name: string): number {
  if (value <= 0) throw new FormulaError(`Argument of ${name}() must be positive`);
  return value;
}

function root(value: number): number {
  if (value < 0) throw new FormulaError('Argument of SQRT() must not be negative');
  return Math.sqrt(value);
}

const EARTH_RADIUS: Readonly<Record<string, number>> = { mi: 3958.761, km: 6371.009 };

/** Great-circle distance between two `latitude;longitude` in `mi` or `km`. */
function distance(from: string, to: string, unit: string): number {
  const radius = EARTH_RADIUS[unit.toLowerCase()];
  if (radius === undefined) throw new FormulaError(`DISTANCE() knows the units mi and km, not ${unit}`);
  const radians = (location: string) => location.split(';').map((degrees) => (Number(degrees) * Math.PI) / 180);
  const [lat1 = 0, lon1 = 0] = radians(from);
  const [lat2 = 0, lon2 = 0] = radians(to);
  const half = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * radius * Math.asin(Math.sqrt(half));
}

export const MATH_FUNCTIONS: FunctionTable = {
  ABS: unary(Math.abs),
  CEILING: unary((value) => round(value, 0, 'up')),
  FLOOR: unary((value) => round(value, 0, 'down')),
  MCEILING: unary((value) => round(value, 0, 'ceiling')),
  MFLOOR: unary((value) => round(value, 0, 'floor')),
  EXP: unary(Math.exp),
  LN: unary((value) => Math.log(positive(value, 'LN'))),
  LOG: unary((value) => Math.log10(positive(value, 'LOG'))),
  SQRT: unary(root),
  SIN: unary(Math.sin),
  COS: unary(Math.cos),
  TAN: unary(Math.tan),
  ASIN: unary(Math.asin),
  ACOS: unary(Math.acos),
  ATAN: unary(Math.atan),
  ATAN2: { parameters: [NUMBER, NUMBER], result: 'number', apply: ([y, x]) => Math.atan2(y!, x!) },
  PI: { parameters: [], result: 'number', apply: () => Math.PI },
  ROUND: {
    parameters: [NUMBER, NUMBER],
    result: 'number',
    apply: ([value, places]) => round(value!, places!, 'half-up'),
  },
  TRUNC: {
    parameters: [NUMBER, NUMBER],
    optional: 1,
    result: 'number',
    apply: ([value, places]) => round(value!, places ?? 0, 'down'),
  },
  MOD: { parameters: [NUMBER, NUMBER], result: 'number', apply: ([value, by]) => remainder(value!, by!) },
  MAX: { parameters: [NUMBER], repeats: true, result: 'number', apply: (args: readonly number[]) => Math.max(...args) },
  MIN: { parameters: [NUMBER], repeats: true, result: 'number', apply: (args: readonly number[]) => Math.min(...args) },
  GEOLOCATION: {
    parameters: [NUMBER, NUMBER],
    result: 'location',
    apply: (degrees: readonly number[]) => degrees.join(';'),
  },
  DISTANCE: {
    parameters: [['location'], ['location'], TEXT],
    result: 'number',
    apply: ([from, to, unit]) => distance(from!, to!, unit!),
  },
};
