// Loaded before a program (`node --import`): whatever would speak to somebody else says so and fails.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

function refuse(): never {
  process.stderr.write('the network was asked for\n');
  throw new Error('there is no network here');
}

net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
dgram.createSocket = refuse;
dns.lookup = refuse as never;
dns.resolve = refuse as never;
dns.promises.lookup = refuse as never;
dns.promises.resolve = refuse as never;
syncBuiltinESMExports();
