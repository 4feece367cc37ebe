import type { Socket } from 'node:net';
import { readCommand, type Command } from './command.js';
import { dispatch, errorAnswer } from './dispatch.js';
import { encodeDocument } from './engine/values/encode.js';
import type { Store } from './store.js';
import { MessageReader } from './wire/message-reader.js';
import { encodeReply, parseRequest, type Request } from './wire/message.js';

/** Serves one client: its requests one after the other, in their order. */
export function serveConnection(store: Store, socket: Socket, connectionId: number): void {
  const reader = new MessageReader();
  let replyId = 0;
  let lastAnswer: Promise<void> = Promise.resolve();

  socket.setNoDelay(true);
  socket.on('data', (piece) => {
    try {
      for (const message of reader.add(piece)) {
        socket.pause();
        lastAnswer = lastAnswer.then(async () => answer(parseRequest(message)));
        lastAnswer.then(
          () => socket.resume(),
          (cause: unknown) => socket.destroy(asError(cause)),
        );
      }
    } catch (cause) {
      socket.destroy(asError(cause));
    }
  });
  // A client that goes away mid-answer is no fault; the socket closes itself.
  socket.on('error', () => socket.destroy());

  async function answer(request: Request): Promise<void> {
    const document = await answerRequest(store, request, connectionId);
    if (request.hasMoreToCome || socket.destroyed) return;
    replyId += 1;
    socket.cork();
    for (const part of encodeReply(request, replyId, document)) socket.write(part);
    socket.uncork();
  }
}

async function answerRequest(store: Store, request: Request, connectionId: number): Promise<Buffer> {
  let command: Command;
  try {
    command = { ...readCommand(request.body, request.sequences), store, connectionId };
  } catch (cause) {
    return encodeDocument(errorAnswer(cause));
  }
  return dispatch(command);
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
