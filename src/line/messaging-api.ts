import { HTTPFetchError, LineBotClient, type messagingApi } from '@line/bot-sdk';
import { errorFromAnswer, errorFromNetwork, LineError, LineNotFoundError } from './errors.js';
import { audiencesOver } from './audiences.js';
import type {
  ConnectLine,
  LineAccepted,
  LineGateway,
  LineMessage,
  NarrowcastProgress,
  NarrowcastTarget,
  SendKind,
} from './gateway.js';
import { assertNever } from '../shared/assert-never.js';
import { insightOver } from './insight.js';
import { menuLinksOver } from './menu-links.js';
import { verifyIdToken } from './login.js';
import { menuInsightOver } from './menu-insight.js';
import { richMenusOver } from './rich-menus.js';
import { withTimeout } from './timeout.js';

const CALL_TIMEOUT_MS = 10_000; // LINE publishes no figure; its own answers take well under a second
const CONTENT_TIMEOUT_MS = 120_000; // up to 200 MB of video

interface Origin {
  apiBaseUrl: string;
  dataApiBaseUrl: string;
  callTimeoutMs?: number;
}

/** The only implementation of the gateway: LINE's official SDK, with our timeout and our error classes. */
export function createLineConnector({
  apiBaseUrl,
  dataApiBaseUrl,
  callTimeoutMs = CALL_TIMEOUT_MS,
}: Origin): ConnectLine {
  return ({ accessToken }) => {
    const client = LineBotClient.fromChannelAccessToken({
      channelAccessToken: accessToken,
      apiBaseURL: apiBaseUrl,
      dataApiBaseURL: dataApiBaseUrl,
    });
    const call = <Result>(run: () => Promise<Result>, timeoutMs = callTimeoutMs) =>
      translated(() => withTimeout(timeoutMs, run));
    return gatewayOver(client, call, { apiBaseUrl, accessToken });
  };
}

/** Runs one call of the SDK with our timeout, its failure as one of our error classes. */
export type Call = <Result>(run: () => Promise<Result>, timeoutMs?: number) => Promise<Result>;

function gatewayOver(
  client: LineBotClient,
  call: Call,
  { apiBaseUrl, accessToken }: { apiBaseUrl: string; accessToken: string },
): LineGateway {
  const send = (run: () => Promise<WithHttpInfo>) => call(async () => accepted(await acceptingRepeats(run)));
  return {
    reply: (replyToken, messages) =>
      send(() => client.replyMessageWithHttpInfo({ replyToken, messages: sdk(messages) })),
    push: (to, messages, { retryKey, aggregationUnit }) =>
      send(() => client.pushMessageWithHttpInfo({ to, messages: sdk(messages), ...unit(aggregationUnit) }, retryKey)),
    multicast: (to, messages, { retryKey, aggregationUnit }) =>
      send(() => client.multicastWithHttpInfo({ to, messages: sdk(messages), ...unit(aggregationUnit) }, retryKey)),
    broadcast: (messages, { retryKey }) =>
      send(() => client.broadcastWithHttpInfo({ messages: sdk(messages) }, retryKey)),
    narrowcast: (target, messages, { retryKey }) =>
      send(() => client.narrowcastWithHttpInfo(narrowcastRequest(target, messages), retryKey)),
    getNarrowcastProgress: (requestId) => call(async () => readProgress(await client.getNarrowcastProgress(requestId))),
    ...audiencesOver(client, call),
    ...insightOver(client, call),
    ...menuLinksOver(client, call),
    ...richMenusOver(client, call),
    ...menuInsightOver({ apiBaseUrl, accessToken }, call),
    validateMessages: (kind, messages) =>
      call(async () => void (await validate(client, kind, { messages: sdk(messages) }))),
    createCoupon: (coupon) =>
      call(async () => (await client.createCoupon(coupon as messagingApi.CouponCreateRequest)).couponId),
    listCoupons: (status, start, limit) =>
      call(async () => {
        const { items, next } = await client.listCoupon(new Set([status]), start ?? undefined, limit);
        return { coupons: items.map(({ couponId, title }) => ({ couponId, title, status })), next: next ?? null };
      }),
    getCoupon: (couponId) =>
      call(async () => {
        const { title = '', status = 'RUNNING', ...rest } = await client.getCouponDetail(couponId);
        return { ...rest, couponId, title, status };
      }),
    closeCoupon: (couponId) => call(async () => void (await client.closeCoupon(couponId))),
    markAsRead: (markAsReadToken) =>
      call(async () => void (await client.markMessagesAsReadByToken({ markAsReadToken }))),
    startLoading: (chatId, loadingSeconds) =>
      call(async () => void (await client.showLoadingAnimation({ chatId, loadingSeconds }))),
    getProfile: (lineUserId) =>
      call(async () => {
        const { displayName, pictureUrl, language, statusMessage } = await client.getProfile(lineUserId);
        return { displayName, pictureUrl, language, statusMessage };
      }),
    getMemberProfile: (groupId, lineUserId) =>
      call(async () => {
        const { displayName, pictureUrl } = groupId.startsWith(ROOM)
          ? await client.getRoomMemberProfile(groupId, lineUserId)
          : await client.getGroupMemberProfile(groupId, lineUserId);
        return { displayName, ...(pictureUrl === undefined ? {} : { pictureUrl }) };
      }),
    listFollowerIds: (start, limit) =>
      call(async () => {
        const { userIds, next } = await client.getFollowers(start ?? undefined, limit);
        return { lineUserIds: userIds, next: next ?? null };
      }),
    getBotUserId: () => call(async () => (await client.getBotInfo()).userId),
    getQuota: () =>
      call(async () => {
        const [quota, consumption] = await Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]);
        return { limit: quota.type === 'limited' ? (quota.value ?? 0) : null, used: consumption.totalUsage };
      }),
    getContent: (messageId) =>
      call(async () => {
        const { httpResponse, body } = await client.getMessageContentWithHttpInfo(messageId);
        if (httpResponse.status === 202) return { state: 'preparing' as const };
        const contentType = httpResponse.headers.get('content-type') ?? 'application/octet-stream';
        return { state: 'ready' as const, contentType, stream: body };
      }, CONTENT_TIMEOUT_MS),
    createRichMenu: (menu) =>
      call(async () => (await client.createRichMenu(menu as unknown as messagingApi.RichMenuRequest)).richMenuId),
    listRichMenus: () =>
      call(async () =>
        (await client.getRichMenuList()).richmenus.map(({ richMenuId, name }) => ({ richMenuId, name })),
      ),
    deleteRichMenu: (richMenuId) => call(async () => void (await client.deleteRichMenu(richMenuId))),
    putRichMenuAlias: (richMenuAliasId, richMenuId) => call(() => putAlias(client, richMenuAliasId, richMenuId)),
    linkRichMenu: (lineUserId, richMenuId) =>
      call(async () => void (await client.linkRichMenuIdToUser(lineUserId, richMenuId))),
    unlinkRichMenu: (lineUserId) => call(async () => void (await client.unlinkRichMenuIdFromUser(lineUserId))),
    getLinkedRichMenu: (lineUserId) => call(() => linkedMenu(client, lineUserId)),
    issueLinkToken: (lineUserId) => call(async () => (await client.issueLinkToken(lineUserId)).linkToken),
    verifyIdToken: (idToken, loginChannelId) => call(() => verifyIdToken(apiBaseUrl, idToken, loginChannelId)),
  };
}

function validate(client: LineBotClient, kind: SendKind, request: messagingApi.ValidateMessageRequest) {
  switch (kind) {
    case 'reply':
      return client.validateReply(request);
    case 'push':
      return client.validatePush(request);
    case 'multicast':
      return client.validateMulticast(request);
    case 'narrowcast':
      return client.validateNarrowcast(request);
    case 'broadcast':
      return client.validateBroadcast(request);
    default:
      return assertNever(kind);
  }
}

type WithHttpInfo = { httpResponse: { headers: Headers }; body: unknown; repeated?: boolean };

/** LINE answers 409 when this retry key was already accepted: that is success, with the first request's id. */
async function acceptingRepeats(run: () => Promise<WithHttpInfo>): Promise<WithHttpInfo> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof HTTPFetchError) || error.status !== 409) throw error;
    return { httpResponse: { headers: error.headers }, body: JSON.parse(error.body) as unknown, repeated: true };
  }
}

function accepted({ httpResponse: { headers }, body, repeated = false }: WithHttpInfo): LineAccepted {
  const requestId = headers.get('x-line-accepted-request-id') ?? headers.get('x-line-request-id') ?? '';
  const sent = (body as { sentMessages?: LineAccepted['sentMessages'] } | null)?.sentMessages ?? [];
  return { requestId, repeated, sentMessages: sent.map(({ id, quoteToken }) => ({ id, quoteToken })) };
}

/** Without `upToRemainingQuota`, LINE takes a narrowcast whole or not at all; `max` is what it sets aside of the quota. */
function narrowcastRequest(
  { audienceId, demographic, max }: NarrowcastTarget,
  messages: LineMessage[],
): messagingApi.NarrowcastRequest {
  return {
    messages: sdk(messages),
    recipient: { type: 'audience', audienceGroupId: audienceId },
    ...(demographic === null ? {} : { filter: { demographic: demographic as messagingApi.DemographicFilter } }),
    limit: { max },
  };
}

function readProgress(given: messagingApi.NarrowcastProgressResponse): NarrowcastProgress {
  const { phase, targetCount = null, successCount = null, failureCount = null, errorCode = null } = given;
  return { phase, targetCount, successCount, failureCount, errorCode };
}

async function putAlias(client: LineBotClient, richMenuAliasId: string, richMenuId: string): Promise<void> {
  try {
    await client.updateRichMenuAlias(richMenuAliasId, { richMenuId });
  } catch (error) {
    if (!(error instanceof HTTPFetchError) || error.status !== 404) throw error;
    await client.createRichMenuAlias({ richMenuAliasId, richMenuId });
  }
}

async function linkedMenu(client: LineBotClient, lineUserId: string): Promise<string | null> {
  try {
    return (await client.getRichMenuIdOfUser(lineUserId)).richMenuId;
  } catch (error) {
    if (translate(error) instanceof LineNotFoundError) return null;
    throw error;
  }
}

async function translated<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): LineError {
  if (error instanceof LineError) return error;
  if (error instanceof HTTPFetchError) {
    return errorFromAnswer(error.status, error.body, error.headers.get('x-line-request-id') ?? undefined, error);
  }
  return errorFromNetwork(error);
}

const ROOM = 'R'; // ids of rooms begin with it, those of groups with C
const unit = (name: string | undefined) => (name ? { customAggregationUnits: [name] } : {});
const sdk = (messages: LineMessage[]) => messages as unknown as messagingApi.Message[];
