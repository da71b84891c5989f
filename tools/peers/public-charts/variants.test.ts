import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { variantsOf } from './variants.ts';

const defaults: JsonObject = {
  replicas: 1,
  port: 80,
  ingress: { enabled: false, hosts: [], annotations: {} },
  rbac: { create: true },
  nodeSelector: {},
  image: { tag: '1.2' },
};

const valuesOf = (name: string) => variantsOf(defaults).find((variant) => variant.name === name)?.values;

describe('the variants of a chart', () => {
  it('begin with its own values', () => {
    expect(variantsOf(defaults)[0]).toEqual({ name: 'defaults', values: {} });
  });

  it('are the same each time, and none is twice under a name', () => {
    const names = variantsOf(defaults).map(({ name }) => name);

    expect(variantsOf(defaults)).toEqual(variantsOf(structuredClone(defaults)));
    expect(new Set(names).size).toBe(names.length);
  });

  it('are few for a chart without values', () => {
    expect(variantsOf({})).toEqual([{ name: 'defaults', values: {} }]);
  });

  it('are bounded for a chart with many values', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, number) => [`switch${number}`, number % 2 === 0]));

    expect(variantsOf(many).length).toBeLessThan(30);
  });

  it.each<[string, JsonObject]>([
    ['every switch turned', { ingress: { enabled: true }, rbac: { create: false } }],
    ['everything on', { ingress: { enabled: true } }],
    ['everything off', { ingress: { enabled: false }, rbac: { create: false } }],
    ['ingress.enabled turned', { ingress: { enabled: true } }],
    ['large numbers', { port: 12345678 }],
  ])('turn what the chart leaves to the user: %s', (name, values) => {
    expect(valuesOf(name)).toEqual(values);
  });

  it.each<[JsonObject, JsonObject]>([
    [{ tag: '1.2' }, { tag: { a: 1 } }],
    [{ port: 80 }, { port: 'many' }],
    [{ hosts: [] }, { hosts: 'text' }],
    [{ labels: {} }, { labels: ['a', 2] }],
  ])('give %j another type', (own, values) => {
    expect(variantsOf(own)).toContainEqual({ name: `${Object.keys(own)[0]} of another type`, values });
  });

  it('fill what is empty by what its name asks for', () => {
    expect(valuesOf('filled and enabled')).toMatchObject({
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      ingress: { enabled: true, hosts: [{ host: 'a.example.com' }], annotations: { 'example.com/note': 'a: "b" # c' } },
    });
  });
});
