import { HEADER_BYTES } from './message.js';
import { StoreFramingError } from './framing-error.js';

/** MongoDB's limit for one message, told to the client in hello. */
export const MESSAGE_BYTES_MAX = 48_000_000;

/** Puts the pieces a socket delivers together to whole messages. */
export class MessageReader {
  private pieces: Buffer[] = [];
  private length = 0;
  private wanted = HEADER_BYTES;

  /** The whole messages that are complete with this piece. */
  add(piece: Buffer): Buffer[] {
    this.pieces.push(piece);
    this.length += piece.length;
    const messages: Buffer[] = [];
    while (this.length >= this.wanted) {
      const bytes = this.join();
      const size = bytes.readInt32LE(0);
      if (size < HEADER_BYTES || size > MESSAGE_BYTES_MAX) throw new StoreFramingError(`A message of ${size} bytes`);
      if (bytes.length < size) {
        this.wanted = size;
        break;
      }
      messages.push(bytes.subarray(0, size));
      this.pieces = [bytes.subarray(size)];
      this.length = bytes.length - size;
      this.wanted = HEADER_BYTES;
    }
    return messages;
  }

  private join(): Buffer {
    const [first] = this.pieces;
    const bytes = this.pieces.length === 1 && first ? first : Buffer.concat(this.pieces, this.length);
    this.pieces = [bytes];
    return bytes;
  }
}
