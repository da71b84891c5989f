import { Failure } from '@violet/machinery';

export interface HostPort {
  /** A name or an IP address, without brackets. */
  host: string;
  port: number;
}

/** What gRPC takes where there is none. */
const DEFAULT_PORT = 443;
const pattern =
  /^(?:dns:(?:\/\/\/)?)?(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_](?:[-a-z0-9_.]{0,251}[a-z0-9_.])?))(?::0{0,9}(\d{1,5}))?$/i;

/**
 * Reads `host:port` as a CatalogSource has it; a port may begin with zeros, as for upstream. Throws Invalid for other targets that
 * gRPC knows (`unix:`, `passthrough:`, …).
 */
export function readHostPort(address: string): HostPort {
  const [, ip, name, port] = pattern.exec(address) ?? [];
  const host = ip ?? name;
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (host !== undefined && number > 0 && number < 65536) return { host, port: number };
  throw new Failure('Invalid', `"${address.slice(0, 100)}" is not the address of a catalogue`, {
    hint: 'write host:port in spec.address, such as my-catalog.operators.svc:50051',
  });
}
