import type { CatalogCase } from './catalog-case.ts';

const pack = '{"schema":"olm.package","name":"p","defaultChannel":"stable"}';
const channel = '{"schema":"olm.channel","package":"p","name":"stable","entries":[{"name":"a"}]}';
const bundle =
  '{"schema":"olm.bundle","package":"p","name":"a","image":"x","properties":[{"type":"olm.package","value":{"packageName":"p","version":"1.0.0"}}]}';
const all = [pack, channel, bundle];
const broken = '{"schema":"olm.package","name":"q"}';
const yaml = `schema: olm.package
name: p
defaultChannel: stable
---
schema: olm.channel
package: p
name: stable
entries:
- name: a
---
schema: olm.bundle
package: p
name: a
image: x
properties:
- type: olm.package
  value: {packageName: p, version: 1.0.0}
`;

const one = (name: string, text: string): CatalogCase => ({ name, files: { 'catalog.yaml': text } });
const refused = (name: string, text: string): CatalogCase => ({ ...one(name, text), ownWords: true });
const ignored = (name: string, lines: string, path: string, more: Record<string, string> = {}): CatalogCase => ({
  name,
  files: { 'p/catalog.json': all.join('\n'), '.indexignore': lines, [path]: broken, ...more },
});

/** How documents lie in files, and which files count. */
export const fileCases: CatalogCase[] = [
  { name: 'no files', files: {} },
  one('JSON on lines', all.join('\n')),
  one('JSON without anything between', all.join('')),
  one('JSON with blank lines', `\n\n${all.join('\n\n')}\n\n`),
  one('JSON over several lines', all.map((text) => JSON.stringify(JSON.parse(text), undefined, 2)).join('\n')),
  one('JSON between separators', all.join('\n---\n')),
  one('YAML', yaml),
  one('YAML that begins with a separator', `---\n${yaml}`),
  one('YAML that ends with a separator', `${yaml}---\n`),
  one('YAML with comments at separators', yaml.replaceAll('---', '--- # next')),
  one('YAML with Windows line ends', yaml.replaceAll('\n', '\r\n')),
  one(
    'YAML with an indented separator in a text',
    yaml.replace('name: a\nimage', 'name: a\ndescription: |\n  ---\nimage'),
  ),
  one('YAML with flow documents', `${pack}\n---\n${channel}\n---\n${bundle}\n`),
  one('an empty file', ''),
  one('white space', ' \n\n'),
  one('a comment', '# nothing\n'),
  one('a document that is a comment', `${yaml}---\n# nothing\n`),
  one('a list', '[]'),
  one('a text', 'hello'),
  one('a number', '5'),
  refused('text behind a separator', yaml.replace('---', '--- more')),
  refused('a JSON object that is cut', all.join('\n').slice(0, -5)),
  refused('a JSON object with a comma too many', all.join('\n').replace('"p",', '"p",,')),
  refused('YAML with a tab', yaml.replace('name: p', '\tname: p')),
  refused('YAML that is not closed', `${yaml}---\nschema: "x\n`),
  { name: 'a file in a folder', files: { 'p/catalog.json': all.join('\n') } },
  { name: 'documents in several files', files: { 'a/1.json': pack, 'b/2.yaml': channel, '3.txt': bundle } },
  { name: 'a file of another kind', files: { 'catalog.json': all.join('\n'), 'README.md': '# Catalogue\n' } },
  { name: 'a hidden file', files: { 'catalog.json': all.join('\n'), '.hidden': broken } },
  ignored('a name', 'other.json', 'p/other.json'),
  ignored('a name that is none of these', 'another.json', 'p/other.json'),
  ignored('a star', '*.md', 'README.md'),
  ignored('a star in a folder', 'p/*.txt', 'p/x.txt'),
  ignored('a star does not pass over folders', 'p/*.txt', 'p/q/x.txt'),
  ignored('a question mark', 'x?.json', 'x1.json'),
  ignored('a class', '[xy].json', 'y.json'),
  ignored('a range', '[a-c].json', 'd.json'),
  ignored('a class that is negated', '[^a-c].json', 'd.json'),
  ignored('a class that is not closed', '[a.json', '[a.json'),
  ignored('an escape', '\\*.json', '*.json'),
  ignored('a folder', 'other/', 'other/x.json'),
  ignored('a folder that is a file', 'other/', 'other'),
  ignored('a path from the root', '/other/x.json', 'other/x.json'),
  ignored('a path from the root that is deeper', '/x.json', 'other/x.json'),
  ignored('folders between', 'a/**/x.json', 'a/b/c/x.json'),
  ignored('no folder between', 'a/**/x.json', 'a/x.json'),
  ignored('any folder before', '**/x.json', 'a/b/x.json'),
  ignored('everything below', 'other/**', 'other/a/x.json'),
  ignored('taken in again', '*.json\n!p/*.json', 'other.json'),
  ignored('taken in again by name', 'other.json\n!other.json', 'other.json'),
  ignored('comments and blank lines', '# other\n\n  other.json  \n', 'other.json'),
  ignored('a file deeper', '', 'q/other.json', { 'q/.indexignore': 'other.json' }),
  ignored('a file deeper that is no matter here', '', 'other.json', { 'q/.indexignore': 'other.json' }),
  ignored('a file deeper takes in again', 'other.json', 'q/other.json', { 'q/.indexignore': '!other.json' }),
];
