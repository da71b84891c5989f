import { Failure } from '@violet/machinery';
import { afterEach, describe, expect, it } from 'vitest';
import { instantClock, type Script, type ScriptedRegistry, startScriptedRegistry } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function started(script: Script): Promise<ScriptedRegistry> {
  const server = await startScriptedRegistry(script);
  open.push(server);
  return server;
}

/** Allows the registry itself and nothing else. */
function onlyTo(address: string) {
  const asked: string[] = [];
  const addressesOf = async (host: string, port: number) => {
    asked.push(`${host}:${port}`);
    if (`${host}:${port}` === address) return ['127.0.0.1'];
    throw new Failure('Forbidden', `${host} may not be reached from here`);
  };
  return { asked, addressesOf };
}

function connected(address: string, addressesOf: (host: string, port: number) => Promise<readonly string[]>) {
  const retries = { attempts: 1 };
  const registry = connectRegistry({ address, plain: true, clock: instantClock(), retries, addressesOf });
  open.push(registry);
  return registry;
}

describe('a registry whose addresses are decided by somebody else', () => {
  it('is reached at the address that was given, whatever its name means elsewhere', async () => {
    const server = await started((_, response) => void response.writeHead(200).end());
    const port = server.address.split(':')[1];
    const registry = connected(`nowhere.invalid:${port}`, async () => ['127.0.0.1']);

    await expect(registry.ping()).resolves.toBeUndefined();
  });

  it('is not reached at an address that is refused, also where it is written as one', async () => {
    const server = await started((_, response) => void response.writeHead(200).end());
    const registry = connected(server.address, async () => {
      throw new Failure('Forbidden', 'loopback may not be reached from here');
    });

    await expect(registry.ping()).rejects.toThrow('loopback may not be reached from here');
    expect(server.seen).toEqual([]);
  });

  it('cannot send its client anywhere else: neither by a redirection nor as the issuer of tokens', async () => {
    const hidden = await started((_, response) => void response.writeHead(200).end('{"token":"x"}'));
    const redirecting = await started(
      (_, response) => void response.writeHead(307, { location: `http://${hidden.address}/` }).end(),
    );
    const challenging = await started((_, response) => {
      const challenge = `Bearer realm="http://${hidden.address}/token",service="x"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    });

    for (const { address } of [redirecting, challenging]) {
      const { asked, addressesOf } = onlyTo(address);
      await expect(connected(address, addressesOf).headManifest('a/b', 'v1')).rejects.toThrow(
        '127.0.0.1 may not be reached from here',
      );
      expect(asked).toEqual([address, hidden.address]);
    }
    expect(hidden.seen).toEqual([]);
  });
});
