import {
  escapeHtml,
  formatQuantity,
  type GoField,
  type GoShape,
  goJsonString,
  goStructJson,
  parseQuantity,
} from '@violet/machinery';
import { olmShapes } from './olm-shapes.ts';
import { operatorVersion } from './operator-version.ts';
import { shapes as kubernetesShapes } from './shapes.ts';

const structs: Readonly<Record<string, string>> = { ...kubernetesShapes, ...olmShapes };

/**
 * A value as Go's encoding/json writes it for a struct type of upstream (`DeploymentSpec`, `[]PolicyRule`). Hashes over such text are
 * labels of objects, so every byte counts.
 */
export function goJson(type: string, value: unknown): string {
  return escapeHtml(goStructJson(shapeOf(type), value));
}

const known = new Map<string, GoShape>(
  Object.entries<GoShape>({
    string: { kind: 'text' },
    bool: { kind: 'flag' },
    int: { kind: 'integer' },
    RawMessage: { kind: 'raw' },
    IntOrString: own((value) =>
      typeof value === 'string' ? goJsonString(value) : String(typeof value === 'number' ? value : 0),
    ),
    Quantity: own((value) => goJsonString(formatQuantity(parseQuantity(`${value ?? '0'}`)))),
    OperatorVersion: own((value) => goJsonString(operatorVersion(typeof value === 'string' ? value : ''))),
    Time: own((value) => (typeof value === 'string' ? goJsonString(value) : 'null')),
  }),
);

function own(print: (value: unknown) => string): GoShape {
  return { kind: 'own', print };
}

function shapeOf(type: string): GoShape {
  const cached = known.get(type);
  if (cached !== undefined) return cached;
  const shape = readShape(type);
  known.set(type, shape);
  return shape;
}

/** See shapes.ts for the notation. */
function readShape(type: string): GoShape {
  if (type.startsWith('*')) return { kind: 'pointer', of: shapeOf(type.slice(1)) };
  if (type.startsWith('[]')) return { kind: 'list', of: shapeOf(type.slice(2)) };
  if (type.startsWith('{}')) return { kind: 'map', of: shapeOf(type.slice(2)) };
  const fields = structs[type];
  if (fields === undefined) throw new Error(`no shape of the Go type ${type}`);
  return { kind: 'struct', fields: fields === '' ? [] : fields.split(' ').map(readField) };
}

function readField(text: string): GoField {
  const [, name = '', mark, type = ''] = /^([^?~:]+)([?~]?):(.+)$/.exec(text) ?? [];
  return { name, omit: mark === '?' ? 'empty' : mark === '~' ? 'zero' : 'never', shape: shapeOf(type) };
}
