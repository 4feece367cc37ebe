import { StoreFramingError } from './framing-error.js';

/** The operation codes of the MongoDB wire protocol that still matter. */
export const OpCode = { reply: 1, query: 2004, message: 2013 } as const;

/** A request, cut into its raw documents. */
export interface Request {
  requestId: number;
  /** How the client asked, and so how it is answered. */
  opCode: number;
  /** The command, raw. */
  body: Buffer;
  /** Documents sent beside the command, by the name of the field they belong to. */
  sequences: Map<string, Buffer[]>;
  /** The client sends on and wants no answer. */
  hasMoreToCome: boolean;
  /** The collection an OP_QUERY names: `admin.$cmd`. */
  queryNamespace: string | undefined;
}

/** Length, request id, response id, operation code: four 32-bit numbers. */
export const HEADER_BYTES = 16;
const FLAG_CHECKSUM_PRESENT = 1;
const FLAG_MORE_TO_COME = 2;
const CHECKSUM_BYTES = 4;

/** Reads one whole message; its documents share its memory. */
export function parseRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OpCode.message) return parseMessage(message, requestId);
  if (opCode === OpCode.query) return parseQuery(message, requestId);
  throw new StoreFramingError(`Unsupported operation code ${opCode}`);
}

function parseMessage(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(HEADER_BYTES);
  const end = flags & FLAG_CHECKSUM_PRESENT ? message.length - CHECKSUM_BYTES : message.length;
  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > end) throw new StoreFramingError('A section reaches beyond its message');
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) body = section;
    else if (kind === 1) parseSequence(section, sequences);
    else throw new StoreFramingError(`Unknown section kind ${kind}`);
    at += 1 + size;
  }
  if (!body) throw new StoreFramingError('A message without a command');
  const hasMoreToCome = (flags & FLAG_MORE_TO_COME) !== 0;
  return { requestId, opCode: OpCode.message, body, sequences, hasMoreToCome, queryNamespace: undefined };
}

function parseSequence(section: Buffer, sequences: Map<string, Buffer[]>): void {
  const nameEnd = section.indexOf(0, 4);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new StoreFramingError('A document reaches beyond its section');
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  sequences.set(section.toString('utf8', 4, nameEnd), documents);
}

function parseQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const at = nameEnd + 1 + 8;
  const body = message.subarray(at, at + message.readInt32LE(at));
  const queryNamespace = message.toString('utf8', HEADER_BYTES + 4, nameEnd);
  return { requestId, opCode: OpCode.query, body, sequences: new Map(), hasMoreToCome: false, queryNamespace };
}

const REPLY_FIXED_BYTES = 20;
/** Below this, copying an answer behind its head costs less than a second write. */
const COPIED_BYTES_MAX = 16 * 1024;

/** The bytes that answer a request with one raw document. */
export function encodeReply(request: Request, replyId: number, document: Buffer): Buffer[] {
  const isQuery = request.opCode === OpCode.query;
  const fixed = isQuery ? REPLY_FIXED_BYTES : 5;
  const head = Buffer.alloc(HEADER_BYTES + fixed);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(replyId, 4);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(isQuery ? OpCode.reply : OpCode.message, 12);
  // An OP_REPLY has flags, a cursor and a start of zero, and says how many documents follow.
  if (isQuery) head.writeInt32LE(1, HEADER_BYTES + REPLY_FIXED_BYTES - 4);
  return document.length <= COPIED_BYTES_MAX ? [Buffer.concat([head, document])] : [head, document];
}
