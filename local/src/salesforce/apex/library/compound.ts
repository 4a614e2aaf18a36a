// Address and Location. Source: Apex Reference Guide, "Address Class" and "Location Class".
import type { NativeClass, NativeTable } from '../native.ts';
import { AddressValue, LocationValue, type Compound } from '../sobject/compound.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { withProperties } from './schema-properties.ts';

const ADDRESS_TEXTS = [
  'City',
  'Country',
  'CountryCode',
  'GeocodeAccuracy',
  'PostalCode',
  'State',
  'StateCode',
  'Street',
];

function getters(returns: string, names: readonly string[]): NativeTable {
  return Object.fromEntries(
    names.map((name) => [
      `${returns} get${name}()`,
      (_vm: Vm, self: Compound): ApexValue => {
        const value = self.parts.get(name.toLowerCase()) ?? null;
        return returns === 'Double' && value instanceof ApexDecimal ? new ApexDouble(value.toNumber()) : value;
      },
    ]),
  );
}

const EARTH_RADIUS_KM = 6371;
const KM_PER_MILE = 1.609344;

/** Great-circle distance in `mi` or `km`. */
function distance(vm: Vm, from: Compound | null, to: Compound | null, unit: string | null): ApexValue {
  if (from === null || to === null) return null;
  const key = vm.notNull(unit).toLowerCase();
  // Wording unconfirmed.
  if (key !== 'mi' && key !== 'km') vm.raise('System.InvalidParameterValueException', `Invalid unit: ${unit}`);
  const at = (place: Compound, part: string): number =>
    (((place.parts.get(part) as ApexDecimal | null)?.toNumber() ?? 0) * Math.PI) / 180;
  const [lat1, lat2] = [at(from, 'latitude'), at(to, 'latitude')];
  const half =
    Math.sin((lat2 - lat1) / 2) ** 2 +
    Math.cos(lat1) * Math.cos(lat2) * Math.sin((at(to, 'longitude') - at(from, 'longitude')) / 2) ** 2;
  const km = 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(half));
  return new ApexDouble(key === 'km' ? km : km / KM_PER_MILE);
}

const LOCATION_METHODS: NativeTable = {
  ...getters('Double', ['Latitude', 'Longitude']),
  'Double getDistance(Location to, String unit)': distance,
};

export const COMPOUND: readonly NativeClass[] = [
  withProperties({
    name: 'Address',
    aliases: ['Schema.Address'],
    js: AddressValue,
    methods: {
      ...getters('String', ADDRESS_TEXTS),
      ...getters('Double', ['Latitude', 'Longitude']),
      'Double getDistance(Location to, String unit)': distance,
    },
  }),
  withProperties({
    name: 'Location',
    aliases: ['Schema.Location'],
    js: LocationValue,
    statics: {
      'Location newInstance(Decimal latitude, Decimal longitude)': (
        _vm,
        latitude: ApexDecimal,
        longitude: ApexDecimal,
      ) =>
        new LocationValue(
          new Map([
            ['latitude', latitude],
            ['longitude', longitude],
          ]),
        ),
      'Double getDistance(Location from, Location to, String unit)': distance,
    },
    methods: LOCATION_METHODS,
  }),
];
