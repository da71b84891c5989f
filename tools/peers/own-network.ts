import { spawnSync } from 'node:child_process';

/** What a network of its own needs and this machine lacks; undefined where nothing. */
export function lackingForOwnNetwork(): string | undefined {
  const lacking = ['unshare', 'ip'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
  if (process.getuid?.() !== 0) lacking.unshift('the rights of root');
  return lacking.length === 0 ? undefined : lacking.join(', ');
}

/**
 * A command line that runs another one in a network of its own: programs with fixed ports do not meet, the cluster's Service
 * and Pod addresses are this machine's, and /etc/hosts may be written. Needs root, `unshare` and `ip`.
 */
export function inOwnNetwork(words: readonly string[]): readonly string[] {
  const prepare = [
    'ip link set lo up',
    ...['10.96.0.0/16', '10.0.0.0/24', '10.244.0.0/16'].map((range) => `ip route add local ${range} dev lo`),
    'hosts="$(mktemp)"',
    'cp /etc/hosts "$hosts"',
    'mount --bind "$hosts" /etc/hosts',
    'rm "$hosts"',
  ].join(' && ');
  return ['unshare', '--net', '--mount', 'sh', '-c', `${prepare} && exec "$@"`, 'sh', ...words];
}
