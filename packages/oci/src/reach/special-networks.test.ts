import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { specialNetworkOf } from './special-networks.ts';

describe('an address', () => {
  it.each<[string, string | undefined]>([
    ['127.0.0.1', 'the loopback network'],
    ['127.8.8.8', 'the loopback network'],
    ['::1', 'the loopback network'],
    ['::ffff:127.0.0.1', 'the loopback network'],
    ['::ffff:7f00:1', 'the loopback network'],
    ['169.254.169.254', 'the link-local network'],
    ['::ffff:a9fe:a9fe', 'the link-local network'],
    ['fe80::1', 'the link-local network'],
    ['10.1.2.3', 'a private network'],
    ['172.31.255.255', 'a private network'],
    ['192.168.0.1', 'a private network'],
    ['100.100.100.200', 'a private network'],
    ['fd00:ec2::254', 'a private network'],
    ['0.0.0.0', 'a network that is not the public internet'],
    ['::', 'a network that is not the public internet'],
    ['::127.0.0.1', 'a network that is not the public internet'],
    ['64:ff9b::7f00:1', 'a network that is not the public internet'],
    ['2002:7f00:1::', 'a network that is not the public internet'],
    ['224.0.0.1', 'a network that is not the public internet'],
    ['255.255.255.255', 'a network that is not the public internet'],
    ['8.8.8.8', undefined],
    ['172.32.0.1', undefined],
    ['2606:4700::1111', undefined],
  ])('%s is in %s', (ip, network) => {
    expect(specialNetworkOf(ip)).toBe(network);
  });

  it('of this machine is told apart, whatever network it is in', () => {
    const own = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal }) => !internal);
    expect(own.map(({ address }) => specialNetworkOf(address))).toEqual(own.map(() => 'this machine'));
  });
});
