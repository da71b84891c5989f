import { describe, expect, it } from 'vitest';
import { goFunction } from './function.ts';
import { sprigFunctions } from './sprig/sprig.ts';
import { TemplateError, TemplateLimitError } from './template-error.ts';
import { parseTemplate, TemplateSet } from './template-set.ts';
import { GoMap, GoObject, goInt, type Value } from './value/value.ts';

const include = goFunction(['string', 'any'], ([name, data], execution) => {
  const template = execution.template.lookup(name);
  if (template === undefined) {
    throw new Error(`no template "${name}"`);
  }
  return execution.render(template, data);
});

const tpl = goFunction(['string', 'any'], ([text, data], execution) => {
  const set = execution.template.set.clone();
  return execution.render(set.parse('inner', text), data);
});

function failureOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a template', () => {
  it('is parsed once and run many times', () => {
    const template = parseTemplate('t', '{{ .a }}');

    expect([1, 2, 3].map((a) => template.execute({ a }))).toEqual(['1', '2', '3']);
  });

  it('tells where and why it failed', () => {
    const error = failureOf(() => parseTemplate('deploy.yaml', 'a: 1\nb: é{{ .a.b }}').execute({ a: 'x' }));

    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ templateName: 'deploy.yaml', line: 2, column: 10 });
  });

  it('tells the line of what it cannot parse', () => {
    const error = failureOf(() => parseTemplate('t', 'a\n{{ if }}'));

    expect(error).toMatchObject({ message: 'template: t:2: missing value for if', line: 2, column: undefined });
  });

  it('prefers the functions of an execution to those of the parser', () => {
    const template = parseTemplate('t', '{{ who }}', { functions: { who: goFunction([], () => 'parser') } });

    expect(template.execute({}, { functions: { who: goFunction([], () => 'run') } })).toBe('run');
  });

  it('does not find what every JavaScript object has', () => {
    const template = parseTemplate('t', '{{ .constructor }} {{ .toString }} {{ .__proto__ }}');

    expect(template.execute({})).toBe('<no value> <no value> <no value>');
  });

  it('keeps a key named __proto__ as a key', () => {
    const text = '{{ $d := set (dict) "__proto__" (dict "a" 1) }}{{ $d }}{{ $d.a }}';

    expect(parseTemplate('t', text, { functions: sprigFunctions() }).execute({})).toBe(
      'map[__proto__:map[a:1]]<no value>',
    );
  });

  it('writes to the values it was given, so that another template sees it', () => {
    const values: { [key: string]: Value } = {};
    parseTemplate('t', '{{ $_ := set . "a" 1 }}', { functions: sprigFunctions() }).execute(values);

    expect(values['a']).toEqual(goInt(1));
  });

  it('calls methods, reads fields and names the type of a struct', () => {
    const release = new GoObject({
      type: '*release.Release',
      fields: { Name: 'web' },
      methods: { Greet: goFunction(['string'], ([whom]) => `hello ${whom}`) },
    });

    expect(parseTemplate('t', '{{ .Name }} {{ .Greet "you" }}').execute(release)).toBe('web hello you');
    expect(failureOf(() => parseTemplate('t', '{{ .Nope }}').execute(release))).toMatchObject({
      message: 'template: t:1:3: executing "t" at <.Nope>: can\'t evaluate field Nope in type *release.Release',
    });
  });

  it('passes a named map where a plain one is wanted', () => {
    const values = new GoMap('common.Values', { a: { b: 'deep' } });
    const template = parseTemplate('t', '{{ typeOf . }} {{ get . "a" }} {{ .a.b }}', { functions: sprigFunctions() });

    expect(template.execute(values)).toBe('common.Values map[b:deep] deep');
  });
});

describe('a set of templates', () => {
  it('lets files call what other files define', () => {
    const set = new TemplateSet();
    set.parse('helpers', '{{ define "name" }}<{{ . }}>{{ end }}');
    const main = set.parse('main', '{{ template "name" .a }}');

    expect(main.execute({ a: 'x' })).toBe('<x>');
    expect(set.names()).toEqual(['name', 'helpers', 'main']);
  });

  it('does not see what is parsed into a clone', () => {
    const set = new TemplateSet();
    set.parse('main', '{{ define "a" }}old{{ end }}{{ template "a" }}');
    const clone = set.clone();
    clone.parse('more', '{{ define "a" }}new{{ end }}');

    expect(set.lookup('main')?.execute({})).toBe('old');
    expect(clone.lookup('main')?.execute({})).toBe('new');
  });

  it('finds what any of the clones before a clone defines', () => {
    const first = new TemplateSet();
    first.parse('main', '{{ define "n0" }}0{{ end }}{{ template "n30" }}');
    let last = first;
    for (let n = 1; n <= 30; n++) {
      last = last.clone();
      last.parse(`file${n}`, `{{ define "n${n}" }}{{ template "n${n - 1}" }},${n}{{ end }}`);
    }

    expect(last.lookup('main')?.execute({})).toBe(Array.from({ length: 31 }, (_, n) => n).join(','));
    expect(first.lookup('n1')).toBeUndefined();
    expect(last.names()).toHaveLength(1 + 31 + 30);
  });

  it('parses a text of two clones the same way, and runs it with what each of them defines', () => {
    const set = new TemplateSet();
    set.parse('helpers', '{{ define "x" }}old{{ end }}');
    const [one, other] = [set.clone(), set.clone()];
    other.parse('more', '{{ define "x" }}new{{ end }}');

    expect([one, other].map((clone) => clone.parse('text', '<{{ template "x" }}>').execute({}))).toEqual([
      '<old>',
      '<new>',
    ]);
  });

  it('runs an empty file as such, though it replaces nothing', () => {
    const set = new TemplateSet();
    set.parse('t', 'kept');

    expect(set.parse('t', ' ').execute({})).toBe(' ');
    expect(set.lookup('t')?.execute({})).toBe('kept');
  });

  it('gives include and tpl what they need', () => {
    const set = new TemplateSet({ functions: { ...sprigFunctions(), include, tpl } });
    set.parse('helpers', '{{ define "h" }}[{{ .x }}]{{ end }}');
    const main = set.parse('main', '{{ include "h" . | upper }} {{ tpl "{{ include \\"h\\" . }}!" . }}');

    expect(main.execute({ x: 'a' })).toBe('[A] [a]!');
  });

  it('wraps the error of an included template as Go does', () => {
    const set = new TemplateSet({ functions: { include } });
    set.parse('helpers', '{{ define "h" }}{{ .x.y }}{{ end }}');

    expect(failureOf(() => set.parse('main', '{{ include "h" . }}').execute({ x: 1 }))).toMatchObject({
      message:
        'template: main:1:3: executing "main" at <include "h" .>: error calling include: ' +
        'template: helpers:1:21: executing "h" at <.x.y>: can\'t evaluate field y in type interface {}',
    });
  });
});

describe('limits', () => {
  const functions = { ...sprigFunctions(), include };

  it.each([
    ['depth', '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}', { depth: 10 }, 'template depth (10)'],
    [
      'depth through functions',
      '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
      { depth: 10 },
      'template depth (10)',
    ],
    ['depth beyond the stack', '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}', {}, 'template depth'],
    ['output', '{{ range 1000 }}xxxxxxxxxx{{ end }}', { output: 100 }, 'output size (100)'],
    ['output of a repetition', '{{ repeat 1000000000 "xxxxxxxxxx" | len }}', {}, 'output size'],
    ['output of a huge width', `{{ printf "${'%999999d'.repeat(500)}"${' 1'.repeat(500)} | len }}`, {}, 'output size'],
    ['text that grows', '{{ $x := "x" }}{{ range 99 }}{{ $x = print $x $x }}{{ end }}', {}, 'output size'],
    [
      'lists that grow',
      '{{ $x := list 1 }}{{ range 99 }}{{ $x = concat $x $x }}{{ end }}',
      { output: 100_000 },
      'output size',
    ],
    [
      'all that functions give',
      '{{ $x := repeat 5000 "x" }}{{ range 99 }}{{ $y := upper $x }}{{ end }}',
      { values: 99_999 },
      'size of values (99999)',
    ],
    [
      'values within values',
      '{{ $x := list 1 2 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ print $x }}',
      {},
      'output size',
    ],
    ['values that hold themselves', '{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ $x }}', {}, 'template depth'],
    ['lists', '{{ until 2000000000 | len }}', {}, 'output size'],
    ['indentation', '{{ indent 2000000000 "a" | len }}', {}, 'output size'],
    ['steps', '{{ range 1000000000 }}{{ end }}', { steps: 1000 }, 'number of steps (1000)'],
  ])('on %s end the execution', (_, text, limits, message) => {
    const error = failureOf(() => parseTemplate('t', text, { functions }).execute({}, { limits }));

    expect(error).toBeInstanceOf(TemplateLimitError);
    expect(error).toMatchObject({ message: expect.stringContaining(`exceeded maximum ${message}`) });
  });

  it('take a stack that ends inside a regular expression for what it is', () => {
    const overflow = goFunction([], () => {
      throw new SyntaxError('Invalid regular expression: /a/: Stack overflow');
    });
    const error = failureOf(() => parseTemplate('t', '{{ f }}', { functions: { f: overflow } }).execute({}));

    expect(error).toBeInstanceOf(TemplateLimitError);
  });

  it('on time end the execution by its own clock', () => {
    let now = 0;
    const clock = () => {
      now += 10;
      return now;
    };
    const template = parseTemplate('t', '{{ range 1000000000 }}{{ end }}');

    expect(failureOf(() => template.execute({}, { clock, limits: { timeMs: 50 } }))).toMatchObject({
      name: 'TemplateLimitError',
      message: 'template: t: exceeded maximum execution time (50 ms)',
    });
  });

  it('on nested parentheses are those of Go, or of the stack', () => {
    const text = `{{ ${'('.repeat(10_001)}1${')'.repeat(10_001)} }}`;
    const error = failureOf(() => parseTemplate('t', text));

    expect(error).toMatchObject({
      message: expect.stringMatching(/^template: t:(1:)? max expression depth exceeded$/),
    });
  });

  it('let blocks be nested as deep as a template likes', () => {
    const text = `${'{{ if 1 }}{{ with $ }}{{ range 1 }}'.repeat(5000)}deep${'{{ end }}'.repeat(15_000)}`;

    expect(parseTemplate('t', text).execute({ a: 1 })).toBe('deep');
  });

  it('hold for a chain of else-if, which nests in the parser alone', () => {
    const text = `{{ if 0 }}${'{{ else if 0 }}'.repeat(10_000)}{{ else }}end{{ end }}`;

    expect(parseTemplate('t', text).execute({})).toBe('end');
  });
});
