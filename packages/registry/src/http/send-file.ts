import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const pieceBytes = 256 * 1024;

/** Sends `length` bytes of a file as the rest of an answer whose head has been written. Throws when the client goes away. */
export async function sendFile(
  response: ServerResponse,
  { handle, start, length }: { handle: FileHandle; start: number; length: number },
): Promise<void> {
  const { socket } = response.req;
  let leave: () => void = () => undefined;
  const onClose = () => leave();
  socket.once('close', onClose);
  // One piece of memory for all of it: a new one each time would be the garbage collector's work, and cold.
  const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, length));
  try {
    for (let sent = 0; sent < length; ) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, length - sent), start + sent);
      if (bytesRead === 0) throw new Error('the file has become shorter');
      await new Promise<void>((resolve, reject) => {
        leave = () => reject(new Error('the client went away'));
        if (socket.destroyed) leave();
        // Called when the system has taken the bytes: from then on their memory may change.
        else response.write(piece.subarray(0, bytesRead), (error) => (error ? reject(error) : resolve()));
      });
      sent += bytesRead;
    }
    response.end();
  } finally {
    socket.off('close', onClose);
  }
}
