import { describe, expect, it } from 'vitest';
import { readAllowedPlaces } from './allowed-places.ts';

describe('what an administrator allows', () => {
  const places = readAllowedPlaces([
    '10.0.0.0/8',
    '192.168.1.1:50051',
    'Catalogs.example.com',
    '*.svc:50051',
    '[fd00::]:7',
    'fd01::/16',
  ]);

  it.each([
    ['10.200.0.1', 1, true],
    ['11.0.0.1', 1, false],
    ['192.168.1.1', 50051, true],
    ['192.168.1.1', 22, false],
    ['192.168.1.2', 50051, false],
    ['fd00::', 7, true],
    ['fd00::', 8, false],
    ['fd01::9', 8, true],
  ])('%s at port %i: %s', (ip, port, allowed) => {
    expect(places.hasAddress(ip, port)).toBe(allowed);
  });

  it.each([
    ['catalogs.example.com', 1, true],
    ['CATALOGS.EXAMPLE.COM', 1, true],
    ['evil-catalogs.example.com', 1, false],
    ['cat.ns.svc', 50051, true],
    ['cat.ns.svc', 80, false],
    ['catsvc', 50051, false],
  ])('host %s at port %i: %s', (host, port, allowed) => {
    expect(places.hasHost(host, port)).toBe(allowed);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', 'a/8', 'a b', '*x', '', 'http://x', '::1/x'])('cannot be "%s"', (entry) => {
    expect(() => readAllowedPlaces([entry])).toThrow('is no place that could be allowed');
  });
});
