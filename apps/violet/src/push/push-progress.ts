import type { OnPushEvent, PushEvent } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import type { CommandEvent, ProgressEvent } from '../events/command-event.ts';

export interface PushProgress {
  onEvent: OnPushEvent;
  stop(): void;
}

/** Tells how a push of so many packages goes, in the command line's own events. */
export async function createPushProgress({ events }: CommandContext, totalPackages: number): Promise<PushProgress> {
  const progress = await events.progress('push');
  const tally = { bytes: 0, movedBytes: 0, packages: 0 };
  return {
    stop: () => progress.stop(),
    onEvent(event) {
      switch (event.type) {
        case 'transfer-started':
          events.tell({ event: 'transfer', blobs: event.blobs, bytes: event.bytes });
          return progress.start({ bytes: event.bytes, packages: totalPackages });
        case 'transferred':
          tally.bytes = event.bytes;
          tally.movedBytes = event.sentBytes;
          return progress.update(tally);
        case 'package':
          tally.packages += 1;
          progress.update(tally);
          return events.tell({ event: 'package', package: event.package, outcome: event.outcome });
        default:
          return events.tell(told(event));
      }
    },
  };
}

type Told = Exclude<PushEvent, { type: 'transfer-started' | 'transferred' | 'package' }>;

function told(event: Told): Exclude<CommandEvent, ProgressEvent> {
  switch (event.type) {
    case 'planned':
      return { event: 'planned', package: event.package, images: event.images, bytes: event.bytes };
    case 'image':
      return { event: 'image', package: event.package, image: event.image, outcome: event.outcome };
    case 'resumed': {
      const { registry, repository, digest, offset, size } = event;
      return { event: 'resumed', registry, repository, digest, offset, size };
    }
    case 'retrying': {
      const message = `${event.why} (${event.attempt} of ${event.attempts})`;
      return { event: 'retrying', registry: event.registry, message, pauseMs: event.pauseMs };
    }
    case 'concurrency': {
      const { registry, requests, why } = event;
      return { event: 'concurrency', registry, requests, ...(why === undefined ? {} : { why }) };
    }
    case 'notice':
      return { event: 'note', message: event.message };
    case 'waiting':
    case 'object':
      return { event: event.type, package: event.package, message: event.message };
  }
}
