import mongoose from 'mongoose';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';

const QUALITY = 5; // of 0 to 11

/** An object in the fewest bytes, for what is large and read as a whole: a store gives a twentieth of the bytes far sooner. */
export const pack = (value: object): Promise<Buffer> =>
  promisify(brotliCompress)(mongoose.mongo.BSON.serialize(value), {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY },
  });

/** What was packed, with binary values as buffers. */
export const unpack = (packed: Uint8Array): object =>
  mongoose.mongo.BSON.deserialize(brotliDecompressSync(packed), { promoteBuffers: true });
