import type { Property } from '../catalog.ts';
import { parseRequirement } from '../requirement/parse-requirement.ts';
import type { Requirement } from '../requirement/requirement.ts';
import { type Problem, parseVersion, type SemanticVersion } from '../version/semantic-version.ts';
import { readTextFields } from './json-fields.ts';

export interface ApiFact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The same for the same API. */
  readonly key: string;
}

export interface PackageFact {
  readonly name: string;
  /** Undefined where it is no version. */
  readonly version: SemanticVersion | undefined;
}

/** What properties say, in their order; those that cannot be read say nothing, except where they require something. */
export interface Facts {
  readonly packages: readonly PackageFact[];
  readonly apis: readonly ApiFact[];
  readonly labels: readonly string[];
  readonly isDeprecated: boolean;
  readonly requirements: readonly (Requirement | Problem)[];
}

type Fact =
  | { readonly kind: 'package'; readonly fact: PackageFact }
  | { readonly kind: 'api'; readonly fact: ApiFact }
  | { readonly kind: 'label'; readonly fact: string }
  | { readonly kind: 'requirement'; readonly fact: Requirement | Problem }
  | { readonly kind: 'deprecated' }
  | { readonly kind: 'nothing' };

const nothing: Fact = { kind: 'nothing' };

/** Reads properties, each different text once; beyond so many different ones it begins anew. */
export class FactReader {
  readonly #facts = new Map<string, Map<string, Fact>>();
  readonly #mostTexts: number;
  #texts = 0;

  constructor(mostTexts = Number.POSITIVE_INFINITY) {
    this.#mostTexts = mostTexts;
  }

  read(properties: readonly Property[]): Facts {
    const packages: PackageFact[] = [];
    const apis: ApiFact[] = [];
    const labels: string[] = [];
    const requirements: (Requirement | Problem)[] = [];
    let isDeprecated = false;
    if (this.#texts > this.#mostTexts) this.#forget();
    for (const property of properties) {
      const found = this.#fact(property);
      if (found.kind === 'api') apis.push(found.fact);
      else if (found.kind === 'package') packages.push(found.fact);
      else if (found.kind === 'label') labels.push(found.fact);
      else if (found.kind === 'requirement') requirements.push(found.fact);
      else if (found.kind === 'deprecated') isDeprecated = true;
    }
    return { packages, apis, labels, isDeprecated, requirements };
  }

  #forget(): void {
    this.#facts.clear();
    this.#texts = 0;
  }

  #fact(property: Property): Fact {
    let known = this.#facts.get(property.type);
    if (known === undefined) {
      known = new Map();
      this.#facts.set(property.type, known);
    }
    let fact = known.get(property.value);
    if (fact === undefined) {
      this.#texts++;
      fact = parseProperty(property);
      known.set(property.value, fact);
    }
    return fact;
  }
}

export function apiKey(api: { readonly group: string; readonly version: string; readonly kind: string }): string {
  return `${api.kind} (${api.group}/${api.version})`;
}

function parseProperty(property: Property): Fact {
  switch (property.type) {
    case 'olm.gvk': {
      const api = readTextFields(property.value, ['group', 'kind', 'version']);
      return 'problem' in api ? nothing : { kind: 'api', fact: { ...api, key: apiKey(api) } };
    }
    case 'olm.package': {
      const named = readTextFields(property.value, ['packageName', 'version']);
      if ('problem' in named) return nothing;
      const version = parseVersion(named.version);
      return {
        kind: 'package',
        fact: { name: named.packageName, version: 'problem' in version ? undefined : version },
      };
    }
    case 'olm.label': {
      const labelled = readTextFields(property.value, ['label']);
      return 'problem' in labelled ? nothing : { kind: 'label', fact: labelled.label };
    }
    case 'olm.deprecated':
      return { kind: 'deprecated' };
    default: {
      const requirement = parseRequirement(property);
      return requirement === undefined ? nothing : { kind: 'requirement', fact: requirement };
    }
  }
}
