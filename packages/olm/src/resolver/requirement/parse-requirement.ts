import type { Property } from '../catalog.ts';
import { readTextFields } from '../properties/json-fields.ts';
import type { Problem } from '../version/semantic-version.ts';
import { parseRange } from '../version/version-range.ts';
import { parseConstraint } from './parse-constraint.ts';
import type { Requirement } from './requirement.ts';

/** What a property requires; undefined where its type requires nothing. */
export function parseRequirement({ type, value }: Property): Requirement | Problem | undefined {
  switch (type) {
    case 'olm.gvk.required':
      return parseRequiredApi(value);
    case 'olm.package.required':
      return parseRequiredPackage(value);
    case 'olm.label.required':
      return parseRequiredLabel(value);
    case 'olm.constraint':
      return parseConstraint(value);
    default:
      return undefined;
  }
}

export function requirePackage(name: string, rangeText: string): Requirement | Problem {
  const range = parseRange(rangeText);
  return 'problem' in range ? range : { kind: 'package', name, range, rangeText };
}

function parseRequiredApi(value: string): Requirement | Problem {
  const fields = readTextFields(value, ['group', 'version', 'kind']);
  if ('problem' in fields) return fields;
  return { kind: 'api', group: fields.group, version: fields.version, apiKind: fields.kind };
}

function parseRequiredPackage(value: string): Requirement | Problem {
  const fields = readTextFields(value, ['packageName', 'versionRange']);
  return 'problem' in fields ? fields : requirePackage(fields.packageName, fields.versionRange);
}

function parseRequiredLabel(value: string): Requirement | Problem {
  const fields = readTextFields(value, ['label']);
  return 'problem' in fields ? fields : { kind: 'label', label: fields.label };
}
