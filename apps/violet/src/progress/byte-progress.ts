import type { CommandContext } from '../command/define-command.ts';
import { formatBytes } from './format-bytes.ts';

/** How far a number of bytes has come: a bar on a terminal, now and then a line elsewhere. */
export interface ByteProgress {
  start(totalBytes: number): void;
  update(bytes: number): void;
  /** Takes the bar away, so that what is written next has its own line. */
  stop(): void;
}

const linesPerTransfer = 4;

export async function createByteProgress({ stderr, terminal }: CommandContext, doing: string): Promise<ByteProgress> {
  return terminal.isInteractive ? barProgress(stderr as NodeJS.WriteStream, doing) : lineProgress(terminal.note, doing);
}

async function barProgress(stream: NodeJS.WriteStream, doing: string): Promise<ByteProgress> {
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    format: `${doing} {bar} {percentage}% {done}/{all} {rate}/s, {left} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let total = 0;
  let startedMs = 0;
  return {
    start(totalBytes) {
      total = totalBytes;
      startedMs = Date.now();
      if (total > 0) bar.start(total, 0, payload(0, total, 0));
    },
    update: (bytes) => bar.update(bytes, payload(bytes, total, Date.now() - startedMs)),
    stop: () => bar.stop(),
  };
}

function payload(bytes: number, total: number, elapsedMs: number): Record<string, string> {
  const rate = elapsedMs === 0 ? 0 : (bytes * 1000) / elapsedMs;
  const left = rate === 0 ? '?' : `${Math.ceil((total - bytes) / rate)}s`;
  return { done: formatBytes(bytes), all: formatBytes(total), rate: formatBytes(Math.round(rate)), left };
}

function lineProgress(note: (text: string) => void, doing: string): ByteProgress {
  let total = 0;
  let told = 0;
  return {
    start(totalBytes) {
      total = totalBytes;
    },
    update(bytes) {
      const part = total === 0 ? 0 : Math.floor((bytes / total) * linesPerTransfer);
      if (part <= told) return;
      told = part;
      note(`${doing}: ${Math.floor((bytes / total) * 100)}% (${formatBytes(bytes)}/${formatBytes(total)})`);
    },
    stop: () => undefined,
  };
}
