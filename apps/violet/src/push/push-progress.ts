import type { OnPushEvent } from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import { createByteProgress } from '../progress/byte-progress.ts';
import { formatBytes } from '../progress/format-bytes.ts';

export interface PushProgress {
  onEvent: OnPushEvent;
  stop(): void;
}

/** Tells a person how a push goes: a bar for the bytes, a line for everything that is done. */
export async function createPushProgress(context: CommandContext): Promise<PushProgress> {
  const { terminal } = context;
  const bytes = await createByteProgress(context, 'pushing');
  return {
    stop: () => bytes.stop(),
    onEvent(event) {
      switch (event.type) {
        case 'planned':
          return terminal.debug(`${event.package}: ${event.images} images, ${formatBytes(event.bytes)}`);
        case 'transfer-started':
          terminal.debug(`${event.blobs} blobs to send or find, ${formatBytes(event.bytes)}`);
          return bytes.start(event.bytes);
        case 'transferred':
          bytes.update(event.bytes);
          return event.bytes === event.totalBytes ? bytes.stop() : undefined;
        case 'image':
          if (event.outcome === 'present') return terminal.debug(`image ${event.image} already exist, skip it`);
          // A line that is written beside a bar would be overwritten by it.
          bytes.stop();
          return terminal.note(`pushed image ${event.image}`);
        case 'waiting':
          return terminal.debug(event.message);
        case 'object':
          return terminal.debug(event.message);
      }
    },
  };
}
