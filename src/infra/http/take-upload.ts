import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { AppError, InvalidInputError } from '../../errors.js';

/** The body of a request as a stream that fails when it grows too large, without cutting off the answer. */
export function takeUpload(
  req: Request,
  res: Response,
  { contentTypes, bytesMax }: { contentTypes: string[]; bytesMax: number },
): Readable {
  if (!req.is(contentTypes))
    throw new InvalidInputError(
      'invalid_input',
      `The body is ${req.get('content-type') ?? 'of no type'}; send one of: ${contentTypes.join(', ')}.`,
    );
  if (Number(req.get('content-length') ?? 0) > bytesMax) throw tooLarge(res, bytesMax);
  return Readable.from(bounded(req, res, bytesMax), { objectMode: false });
}

async function* bounded(req: Request, res: Response, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(res, bytesMax);
    yield chunk;
  }
}

/** The rest of the body is not wanted: the connection ends with the answer. */
function tooLarge(res: Response, bytesMax: number): AppError {
  res.set('connection', 'close');
  return new AppError('too_large', `The file is larger than ${bytesMax} bytes.`);
}
