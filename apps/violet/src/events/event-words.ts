import { formatBytes } from '../progress/format-bytes.ts';
import { asOneLine } from '../terminal/control-characters.ts';
import type { CommandEvent, ErrorEvent, ProgressEvent } from './command-event.ts';

/** What a person is told of an event: nothing, or with --debug only, where it is no news to most. */
export function eventWords(
  event: Exclude<CommandEvent, ProgressEvent>,
): { notes: string[] } | { debug: string } | undefined {
  switch (event.event) {
    case 'note':
    case 'stopped':
      return { notes: [event.message] };
    case 'debug':
      return { debug: event.message };
    case 'error':
      return { notes: errorWords(event) };
    case 'planned':
      return { debug: `${asOneLine(event.package)}: ${event.images} images, ${formatBytes(event.bytes)}` };
    case 'transfer':
      return { debug: `${event.blobs} blobs to send or find, ${formatBytes(event.bytes)}` };
    case 'image':
      return event.outcome === 'present'
        ? { debug: `image ${event.image} already exist, skip it` }
        : { notes: [`pushed image ${event.image}`] };
    case 'object':
    case 'waiting':
      return { debug: event.message };
    case 'resumed':
      return { notes: [resumption(event)] };
    case 'retrying':
      return { notes: [retry(event)] };
    case 'concurrency':
      return { debug: `registry ${event.registry}: ${event.requests} requests at once` };
    // The report at the end says these.
    case 'package':
    case 'deleted':
      return undefined;
  }
}

function retry({ registry, message, pauseMs }: Extract<CommandEvent, { event: 'retrying' }>): string {
  const named = message.startsWith(`registry ${registry}: `) ? message : `registry ${registry}: ${message}`;
  return `${named}; again in ${seconds(pauseMs)}`;
}

type Resumed = Extract<CommandEvent, { event: 'resumed' }>;

function resumption({ registry, repository, digest, offset, size }: Resumed): string {
  const blob = `registry ${registry}: blob ${digest} of ${repository}`;
  if (offset === 0) return `${blob} starts again: the registry has forgotten what an earlier push sent of it`;
  return `${blob} goes on at ${formatBytes(offset)} of ${formatBytes(size)}, where it stopped`;
}

function errorWords({ message, hint, package: path, cluster }: ErrorEvent): string[] {
  const about = cluster !== undefined ? `cluster ${cluster}` : path;
  const isNamed = about === undefined || message.includes(about);
  const whole = isNamed ? message : `${about}: ${message}`;
  const error = `Error: ${path === undefined ? whole : whole.replaceAll(path, asOneLine(path))}`;
  return hint === undefined ? [error] : [error, `Hint: ${hint}`];
}

function seconds(ms: number): string {
  return `${ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000)} s`;
}
