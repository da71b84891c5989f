import type { About, Uses } from './oracle.ts';
import type { Theme } from './programs.ts';

/** How often each function and each form of the language has to be used in a run. */
export const FLOOR = 200;

/** The forms of the language as the peer counts them, with the theme that brings more of each; none where all do. */
const FORMS: Readonly<Record<string, string>> = {
  text: '',
  '{{pipeline}}': '',
  '… | …': '',
  '( … )': '',
  '( … ).field': '{{chain}}',
  '.': '',
  '.field': '',
  '.field.field': '{{chainOfMap}}',
  $x: '{{range}}',
  '$x.field': '{{chainOfMap}}',
  '$x := …': '{{assign}}',
  '$x = …': '{{assign}}',
  nil: '',
  'true, false': '',
  '"…"': '',
  '`…`': '{{literals}}',
  "'…'": '{{literals}}',
  '1': '',
  '0x1_0': '{{literals}}',
  '1.5': '',
  '1i': '{{literals}}',
  '{{if}}': '{{if}}',
  '{{else}} of if': '{{if}}',
  '{{else if}} of if': '{{elseIf}}',
  '{{with}}': '{{with}}',
  '{{else}} of with': '{{with}}',
  '{{else with}} of with': '{{elseWith}}',
  '{{range}} with 0 variables': '{{rangeDot}}',
  '{{range}} with 1 variables': '{{break}}',
  '{{range}} with 2 variables': '{{range}}',
  '{{else}} of range': '{{rangeEmpty}}',
  '{{break}}': '{{break}}',
  '{{continue}}': '{{continue}}',
  '{{block}}': '{{block}}',
  '{{define}}': '{{define}}',
  '{{template}}': '{{template}}',
  '{{delimiters}}': '',
  'missingkey=zero': '',
  'missingkey=error': '',
};

export const FORM_NAMES: readonly string[] = Object.keys(FORMS);

/** Functions of chance, time and costly keys: chance.peer.test.ts has Go judge what they make. */
export const UNREPEATABLE: ReadonlySet<string> = new Set(
  (
    'ago bcrypt buildCustomCert encryptAES genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey ' +
    'genSignedCert genSignedCertWithKey htpasswd now randAlpha randAlphaNum randAscii randBytes randInt randNumeric ' +
    'shuffle uuidv4'
  ).split(' '),
);

/** Counts what programs used. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #wanted: readonly string[];

  constructor({ sprig, builtins }: About) {
    this.#wanted = [...sprig.filter((name) => !UNREPEATABLE.has(name)), ...builtins, ...FORM_NAMES];
  }

  add(uses: Uses): void {
    for (const [name, count] of Object.entries(uses)) {
      this.#counts.set(name, this.count(name) + count);
    }
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** What is used less than it has to be. */
  lacking(): string[] {
    return this.#wanted.filter((name) => this.count(name) < FLOOR);
  }

  toString(): string {
    return this.#wanted.map((name) => `${name} ${this.count(name)}`).join(' · ');
  }
}

/** The themes whose programs bring more of what is lacking. */
export function themesFor(lacking: readonly string[], themes: readonly Theme[]): Theme[] {
  const names = new Set(lacking.map((name) => FORMS[name] ?? THEMES[name] ?? name.replace(/ of Go$/, '')));
  return themes.filter(({ name }) => names.has(name));
}

/** Go's own functions that are not the subject of a theme of their name. */
const THEMES: Readonly<Record<string, string>> = { 'call of Go': '{{call}}', 'slice of Go': '{{plainSlice}}' };
