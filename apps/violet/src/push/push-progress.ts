import type { OnPushEvent } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';

export interface PushProgress {
  onEvent: OnPushEvent;
  stop(): void;
}

/** Tells how a push goes, in the command line's own events. */
export async function createPushProgress({ events }: CommandContext): Promise<PushProgress> {
  const progress = await events.progress('push');
  return {
    stop: () => progress.stop(),
    onEvent(event) {
      switch (event.type) {
        case 'planned':
          return events.tell({ event: 'planned', package: event.package, images: event.images, bytes: event.bytes });
        case 'transfer-started':
          events.tell({ event: 'transfer', blobs: event.blobs, bytes: event.bytes });
          return progress.start({ bytes: event.bytes });
        case 'transferred':
          progress.update({ bytes: event.bytes });
          return event.bytes === event.totalBytes ? progress.stop() : undefined;
        case 'image':
          return events.tell({ event: 'image', package: event.package, image: event.image, outcome: event.outcome });
        case 'waiting':
        case 'object':
          return events.tell({ event: event.type, package: event.package, message: event.message });
      }
    },
  };
}
