import { LineError } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, channelRoute, ok } from '../http/route.js';
import type { Simulator } from '../simulator.js';
import type { Content } from '../world/chat.js';

const PATH = '/v2/bot/message/{messageId}/content';
const PREPARED = ['video', 'audio'];
const PREVIEWED = ['image', 'video'];

/** Bytes that people sent. */
export const contentRoutes: Route[] = [
  channelRoute(
    `GET ${PATH}`,
    (sim, call) => {
      const content = getContent(sim, call);
      return isReady(sim, content) ? bytesOf(content) : { status: 202 };
    },
    { host: 'data' },
  ),
  channelRoute(
    `GET ${PATH}/transcoding`,
    (sim, call) => {
      const content = getContent(sim, call);
      if (!PREPARED.includes(content.type)) {
        throw new LineError(400, "Transcoding status doesn't support this type of content");
      }
      if (content.failed) return ok({ status: 'failed' });
      return ok({ status: isReady(sim, content) ? 'succeeded' : 'processing' });
    },
    { host: 'data' },
  ),
  channelRoute(
    `GET ${PATH}/preview`,
    (sim, call) => {
      const content = getContent(sim, call);
      if (!PREVIEWED.includes(content.type)) throw new LineError(400, 'The content can not be previewed');
      return isReady(sim, content) ? bytesOf(content) : { status: 202 };
    },
    { host: 'data' },
  ),
];

function getContent(sim: Simulator, { bot, params }: ChannelCall): Content {
  const content = sim.world.contents.get(params['messageId'] ?? '');
  if (content?.channelId !== bot.channelId) throw new LineError(404, 'not found');
  if (content.unsentAt !== undefined) throw new LineError(410, 'The content is gone');
  return content;
}

function isReady(sim: Simulator, content: Content): boolean {
  return sim.clock.now() >= content.readyAt;
}

function bytesOf({ bytes, contentType }: Content): Answer {
  return { status: 200, body: bytes, contentType };
}
