import { GoInteger, GoMap, GoSlice, type IntegerType, type Value } from './value.ts';

const INTEGER_TYPES: ReadonlySet<string> = new Set<IntegerType>([
  'int',
  'int8',
  'int16',
  'int32',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
]);

function isIntegerType(type: string): type is IntegerType {
  return INTEGER_TYPES.has(type);
}

/** The zero value of a Go type, nil for those not known here. */
export function zeroOf(type: string): Value {
  if (isIntegerType(type)) {
    return new GoInteger(type, 0n);
  }
  switch (type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int64':
      return 0n;
    case 'float64':
      return 0;
  }
  if (type.startsWith('[]')) {
    return new GoSlice(type, null);
  }
  return type.startsWith('map[') ? new GoMap(type, null) : null;
}
