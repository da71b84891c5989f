import type { CatalogBundle, Property } from '../catalog.ts';
import type { Facts } from '../properties/facts.ts';
import { parseTolerantVersion, type SemanticVersion } from '../version/semantic-version.ts';
import { parseRange, type VersionRange } from '../version/version-range.ts';
import type { Source } from './source.ts';

/** What one entry is told by what it comes from; texts that are not there are empty. */
export interface EntryFields {
  readonly name: string;
  readonly package: string;
  readonly channel: string;
  readonly isInDefaultChannel: boolean;
  readonly replaces: string;
  readonly skips: readonly string[];
  readonly skipRange: string;
  readonly version: string;
  readonly properties: readonly Property[];
  readonly bundle?: CatalogBundle;
  /** The Subscription that an installed CSV belongs to. */
  readonly subscription?: string;
}

/** A bundle in one channel of a catalogue, or an installed CSV. What must be parsed is parsed when first asked for. */
export class Entry {
  readonly source: Source;
  /** Its place in its source. */
  readonly ordinal: number;
  readonly name: string;
  readonly package: string;
  readonly channel: string;
  readonly isInDefaultChannel: boolean;
  readonly replaces: string;
  readonly skips: readonly string[];
  readonly bundle: CatalogBundle | undefined;
  readonly subscription: string | undefined;
  readonly #fields: EntryFields;
  #id: string | undefined;
  #facts: Facts | undefined;
  #version: { readonly parsed: SemanticVersion | undefined } | undefined;
  #skipRange: { readonly parsed: VersionRange | undefined } | undefined;

  constructor(source: Source, ordinal: number, fields: EntryFields) {
    this.source = source;
    this.ordinal = ordinal;
    this.name = fields.name;
    this.package = fields.package;
    this.channel = fields.channel;
    this.isInDefaultChannel = fields.isInDefaultChannel;
    this.replaces = fields.replaces;
    this.skips = fields.skips;
    this.bundle = fields.bundle;
    this.subscription = fields.subscription;
    this.#fields = fields;
  }

  /** `<catalogue>/<its namespace>/<channel>/<CSV>`, which upstream's texts show. */
  get id(): string {
    this.#id ??= `${this.source.label}/${this.channel}/${this.name}`;
    return this.#id;
  }

  get properties(): readonly Property[] {
    return this.#fields.properties;
  }

  get facts(): Facts {
    this.#facts ??= this.source.reader.read(this.properties);
    return this.#facts;
  }

  get version(): SemanticVersion | undefined {
    if (this.#version === undefined) {
      const parsed = parseTolerantVersion(this.#fields.version);
      this.#version = { parsed: 'problem' in parsed ? undefined : parsed };
    }
    return this.#version.parsed;
  }

  get skipRange(): VersionRange | undefined {
    if (this.#skipRange === undefined) {
      const parsed = this.#fields.skipRange === '' ? undefined : parseRange(this.#fields.skipRange);
      this.#skipRange = { parsed: parsed === undefined || 'problem' in parsed ? undefined : parsed };
    }
    return this.#skipRange.parsed;
  }
}
