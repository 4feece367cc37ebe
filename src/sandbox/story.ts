import { PERSONAS } from './brand.js';
import { eventually, expect } from './eventually.js';
import { getFriendView, type FriendView } from './friend-view.js';
import type { System } from './system.js';

interface SegmentView {
  id: string;
  name: string;
  rule: object;
}

interface WhyView {
  isIn: boolean;
  since: string | null;
  reading: string;
  transitions: { change: string }[];
}

/** One step of the story; its line is printed once it holds. */
export interface Step {
  name: string;
  run(): Promise<string>;
}

const HOUR_MS = 3600 * 1000;
const CROWD = 240;
const BUYERS = 160;

/** The product's main job from a follow to a survey, step by step, each asserted from outside: over the API and at LINE. */
export function tellStory(system: System): Step[] {
  const { api, line, secrets, baseUrl } = system;
  const { control } = line;
  const { channelId } = secrets;
  const [newcomer, owner, unhappy, happy] = [PERSONAS[5], PERSONAS[0], PERSONAS[1], PERSONAS[3]];
  const friend = (lineUserId: string) => getFriendView(system, lineUserId);
  const eventIds: string[] = [];
  const act = async (result: Promise<{ events: { webhookEventId: string }[] }>) => {
    eventIds.push(...(await result).events.map(({ webhookEventId }) => webhookEventId));
  };
  const seenBy = async (userId: string) =>
    (await control.chat({ channelId, userId })).entries.filter((entry) => entry.kind === 'seen');
  const until = (lineUserId: string, holds: (friend: FriendView) => boolean, expected: string) =>
    eventually(async () => {
      const view = await friend(lineUserId);
      expect(
        holds(view),
        `${expected}; is ${JSON.stringify({ stage: view.stage, menu: view.richMenu, tags: view.tags })}`,
      );
      return view;
    });
  const untilMenu = (userId: string, name: string) =>
    eventually(async () => {
      const menu = (await control.menu({ channelId, userId })) as { name?: string } | null;
      expect(
        String(menu?.name).startsWith(`${name} `),
        `the ${name} menu in front of ${userId}; is ${String(menu?.name)}`,
      );
    });
  const crowd = Array.from({ length: CROWD }, (_, index) => ({
    userId: `U${(0x1000 + index).toString(16).padStart(32, '0')}`,
    displayName: `Rider ${index + 1}`,
    language: 'en',
  }));
  const buyers = crowd.slice(0, BUYERS);
  const blocker = buyers[BUYERS - 1];
  expect(blocker !== undefined, 'a crowd');

  return [
    {
      name: 'A friend follows through a tracked add link: path, free greeting, stage acquire, newcomer menu',
      async run() {
        const { addLinks } = await api.get<{ addLinks: { id: string; name: string; url: string }[] }>(
          '/api/v1/add-links',
        );
        const [poster] = addLinks;
        expect(poster !== undefined, 'an add link');
        const opened = await fetch(poster.url, { redirect: 'manual' });
        expect(opened.status === 302, `a redirect from ${poster.url}`);
        const { idToken } = (await control.idToken({
          userId: newcomer.userId,
          loginChannelId: secrets.loginChannelId,
        })) as { idToken: string };
        const arrived = await fetch(`${baseUrl}/liff/arrivals`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ linkId: poster.id, idToken }),
        });
        expect(arrived.status === 200, `the arrival to be taken; ${arrived.status}`);
        await act(control.follow({ channelId, userId: newcomer.userId }));
        const view = await until(
          newcomer.userId,
          ({ stage, friendPath }) => stage?.name === 'acquire' && friendPath?.name === poster.name,
          'stage acquire and the friend path',
        );
        await untilMenu(newcomer.userId, 'newcomer');
        const seen = await eventually(async () => {
          const bubbles = await seenBy(newcomer.userId);
          expect(bubbles.length === 1 && bubbles[0]?.method === 'reply', 'one greeting by reply');
          return bubbles;
        });
        return `came by "${view.friendPath?.name}", greeted by ${seen[0]?.method}, menu ${view.richMenu.desired}`;
      },
    },
    {
      name: 'Taps and keywords tag by rules: intensity grows, validity runs 72 h, interest moves to engage',
      async run() {
        const { userId } = newcomer;
        await act(control.tapMenuArea({ channelId, userId, index: 0 }));
        await act(control.sendText({ channelId, userId, text: 'Any offer this month?' }));
        await act(control.sendText({ channelId, userId, text: 'I would like a test ride' }));
        const view = await until(userId, ({ stage }) => stage?.name === 'engage', 'stage engage');
        const intent = view.tags.find(({ tagId }) => tagId === 'test-drive-intent');
        const cooldown = view.tags.find(({ tagId }) => tagId === 'promo-cooldown');
        expect(
          intent !== undefined && intent.count === 2 && intent.intensity > 2.9 && intent.intensity <= 3,
          'test-drive-intent near 3 after two applications',
        );
        const hours = (Date.parse(String(cooldown?.expiresAt)) - Date.parse(String(cooldown?.lastAt))) / HOUR_MS;
        expect(hours === 72, `promo-cooldown valid for 72 h; is ${hours}`);
        await untilMenu(userId, 'engaged');
        return `test-drive-intent ${intent.intensity.toFixed(3)} (${intent.level}), promo-cooldown for ${hours} h, stage engage, menu engaged`;
      },
    },
    {
      name: 'Interest brings the friend into a segment, which says in plain words why, and who else it would find',
      async run() {
        const { segments } = await api.get<{ segments: SegmentView[] }>('/api/v1/segments');
        const keen = segments.find((segment) => segment.name === 'Keen on a test ride');
        expect(keen !== undefined, 'the segment of those who are keen');
        const { id } = await friend(newcomer.userId);
        const why = await eventually(async () => {
          const seen = await api.get<WhyView>(`/api/v1/segments/${keen.id}/friends/${id}/why`);
          const entered = seen.transitions.filter(({ change }) => change === 'entered');
          expect(seen.isIn && seen.since !== null && entered.length === 1, 'the friend in the segment, entered once');
          return seen;
        });
        const preview = await api.post<{ count: number; reading: string }>('/api/v1/segments/preview', {
          rule: keen.rule,
        });
        expect(preview.count >= 1, 'the preview to find the friend');
        return `in "${keen.name}" since ${String(why.since)}: ${why.reading}; ${preview.count} in all`;
      },
    },
    {
      name: 'A code proves ownership: verified owner, the owner menu at once',
      async run() {
        const { userId } = owner;
        await act(control.follow({ channelId, userId }));
        await until(userId, ({ stage }) => stage?.name === 'acquire', 'stage acquire');
        await untilMenu(userId, 'newcomer');
        const { code } = await api.post<{ code: string }>('/api/v1/ownership-codes', {
          serial: 'SCOOTER-0001',
          model: 'City 125',
        });
        await act(control.sendText({ channelId, userId, text: code.toLowerCase() }));
        await untilMenu(userId, 'owner');
        const view = await until(
          userId,
          ({ richMenu, membership }) => richMenu.linked === 'owner' && membership.verifiedOwnerAt !== null,
          'a verified owner',
        );
        const ms = Date.parse(String(view.richMenu.linkedAt)) - Date.parse(String(view.membership.verifiedOwnerAt));
        expect(ms < 1_000, `the owner menu linked within a second of the message; took ${ms} ms`);
        return `owner menu linked ${ms} ms after the message was sent`;
      },
    },
    {
      name: 'An order moves to retain, VIP rules move to grow with the VIP menu',
      async run() {
        const { userId } = owner;
        const { id } = await friend(userId);
        await api.post(`/api/v1/friends/${id}/orders`, { externalId: 'A-1', totalMinor: 8_980_000, currency: 'TWD' });
        await until(userId, ({ stage }) => stage?.name === 'retain', 'stage retain');
        await untilMenu(userId, 'owner');
        for (const externalId of ['A-2', 'A-2', 'A-3']) {
          await api.post(`/api/v1/friends/${id}/orders`, { externalId, totalMinor: 120_000, currency: 'TWD' });
        }
        const view = await until(userId, ({ stage }) => stage?.name === 'grow', 'stage grow');
        expect(
          view.orders.count === 3 && view.orders.totalMinor === 9_220_000,
          'three orders, the repeated one counted once',
        );
        await untilMenu(userId, 'vip');
        return `retain after 1 order, grow after ${view.orders.count}, menu vip`;
      },
    },
    {
      name: 'A campaign for "stage is retain" goes out at its time, once, to exactly those friends; a blocked one is skipped',
      async run() {
        await control.addPeople(crowd);
        await control.holdWebhooks({ channelId, hold: true });
        for (const { userId } of crowd) await act(control.follow({ channelId, userId }));
        await control.holdWebhooks({ channelId, hold: false });
        await control.flush({ channelId, perRequest: 40, order: 'shuffled' });
        for (const { userId } of buyers) {
          const { id } = await eventually(() => friend(userId));
          await api.post(`/api/v1/friends/${id}/orders`, { externalId: 'B-1', totalMinor: 150_000, currency: 'TWD' });
        }
        await act(control.block({ channelId, userId: blocker.userId }));
        await until(blocker.userId, ({ standing }) => standing === 'blocked', 'the blocker to be blocked');
        await eventually(async () => {
          const { count } = await api.post<{ count: number }>('/api/v1/segments/count', {
            rule: { stage: ['retain'] },
          });
          expect(count === BUYERS, `${BUYERS} friends in retain; are ${count}`);
        }, 60_000);
        const sendAt = new Date(Date.now() + 2_000);
        const since = Date.now();
        const { id } = await api.post<{ id: string }>('/api/v1/campaigns', {
          name: 'For those who bought',
          audience: { stage: ['retain'] },
          content: { messages: [{ type: 'text', text: 'Thank you for riding with us.' }] },
          sendAt,
        });
        const report = await untilDone(system, id);
        expect(Date.parse(report.startedAt) >= sendAt.getTime(), 'nothing to start before its time');
        expect(
          report.deliveries.byState['accepted'] === BUYERS - 1,
          `${BUYERS - 1} accepted; are ${JSON.stringify(report.deliveries)}`,
        );
        expect(
          report.deliveries.byReason['blocked'] === 1,
          `one skipped as blocked; are ${JSON.stringify(report.deliveries)}`,
        );
        const told = await countSeen(system, crowd, since, 'Thank you for riding with us.');
        expect(
          told.every(({ userId, times }) => times === (isAudience(userId, buyers, blocker) ? 1 : 0)),
          'exactly the audience to have seen it, once',
        );
        return `${BUYERS - 1} accepted by multicast, 1 skipped (blocked)`;
      },
    },
    {
      name: 'A survey is asked after a service visit, answered by quick reply, scored; a low score raises a notice',
      async run() {
        for (const { userId } of [unhappy, happy]) {
          await act(control.follow({ channelId, userId }));
          const { id } = await eventually(() => friend(userId));
          for (let time = 0; time < 2; time += 1) {
            await api.post(`/api/v1/friends/${id}/activities`, { kind: 'service.visited', externalId: 'visit-1' });
          }
        }
        for (const [{ userId }, index] of [
          [unhappy, 0],
          [happy, 4],
        ] as const) {
          await eventually(async () => {
            const bubbles = await seenBy(userId);
            expect(bubbles.filter(({ method }) => method === 'push').length === 1, 'one question by push');
          });
          await act(control.tapQuickReply({ channelId, userId, index }));
        }
        const { notices } = await eventually(async () => {
          const found = await api.get<{ notices: { kind: string; data: { score: number } }[] }>(
            '/api/v1/notices?open=true',
          );
          expect(found.notices.length === 1, 'one notice');
          return found;
        });
        expect(
          notices[0]?.kind === 'survey.lowScore' && notices[0].data.score === 1,
          'the notice to carry the low score',
        );
        for (const { userId } of [unhappy, happy]) {
          await eventually(async () => expect((await seenBy(userId)).at(-1)?.method === 'reply', 'thanks by reply'));
        }
        return 'asked once each, scores 1 and 5, one notice, thanks by reply';
      },
    },
    {
      name: 'Every event is delivered again: nothing happens twice',
      async run() {
        const before = await snapshot(system, [newcomer.userId, owner.userId, unhappy.userId, happy.userId]);
        await control.redeliver({ channelId, webhookEventIds: eventIds });
        await control.holdWebhooks({ channelId, hold: true });
        await control.holdWebhooks({ channelId, hold: false });
        // A new event behind the repeated ones is handled last: once it is through, so are they.
        await act(control.sendText({ channelId, userId: happy.userId, text: 'See you next time' }));
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        const after = await snapshot(system, [newcomer.userId, owner.userId, unhappy.userId, happy.userId]);
        expect(before === after, `the same state and the same messages\nbefore ${before}\nafter  ${after}`);
        return `${eventIds.length} events delivered again, no message and no tag more`;
      },
    },
    {
      name: 'A worker is killed in the middle of a campaign and restarted: nothing lost, nothing twice',
      async run() {
        const since = Date.now();
        await control.slowEvery(400);
        const { id } = await api.post<{ id: string }>('/api/v1/campaigns', {
          name: 'Check-up month',
          audience: { stage: ['retain'] },
          content: { template: 'retain-checkup' },
          sendAt: new Date(),
        });
        const pushes = async () => (await control.ledger({ channelId, since, method: 'push' })).accepted.length;
        await eventually(async () => expect((await pushes()) >= 20, 'the campaign to be under way'));
        system.killWorker();
        const sentBefore = await pushes();
        expect(sentBefore < BUYERS - 1, `the kill to fall into the middle; ${sentBefore} were out`);
        await control.slowEvery(0);
        await system.startWorker();
        const report = await untilDone(system, id);
        expect(
          report.deliveries.byState['accepted'] === BUYERS - 1,
          `${BUYERS - 1} accepted; are ${JSON.stringify(report.deliveries)}`,
        );
        const told = await countSeen(system, crowd, since, 'free check-up');
        const lost = told.filter(({ userId, times }) => isAudience(userId, buyers, blocker) && times === 0).length;
        const twice = told.filter(({ times }) => times > 1).length;
        const strangers = told.filter(({ userId, times }) => !isAudience(userId, buyers, blocker) && times > 0).length;
        expect(
          lost === 0 && twice === 0 && strangers === 0,
          `nothing lost, twice or astray; lost ${lost}, twice ${twice}, astray ${strangers}`,
        );
        const duplicates = await control.duplicates({ channelId, since });
        expect(
          duplicates.people.length === 0 && duplicates.multicasts.length === 0,
          `LINE's ledger without duplicates; ${JSON.stringify(duplicates)}`,
        );
        return `killed after ${sentBefore} of ${BUYERS - 1}; lost 0, twice 0`;
      },
    },
  ];
}

interface Report {
  state: string;
  startedAt: string;
  deliveries: { byState: Record<string, number>; byReason: Record<string, number> };
}

const untilDone = ({ api }: System, id: string) =>
  eventually(async () => {
    const report = await api.get<Report>(`/api/v1/campaigns/${id}`);
    expect(report.state === 'done', `campaign ${id} done; is ${JSON.stringify(report)}`);
    return report;
  }, 90_000);

const isAudience = (userId: string, buyers: { userId: string }[], blocker: { userId: string }) =>
  userId !== blocker.userId && buyers.some((buyer) => buyer.userId === userId);

/** How often each of these people saw a text since then. */
async function countSeen({ line, secrets }: System, people: { userId: string }[], since: number, text: string) {
  return Promise.all(
    people.map(async ({ userId }) => {
      const { entries } = await line.control.chat({ channelId: secrets.channelId, userId });
      const times = entries.filter(
        (entry) => entry.kind === 'seen' && entry.at >= since && JSON.stringify(entry.message).includes(text),
      ).length;
      return { userId, times };
    }),
  );
}

/** What must not change when events come again: what LINE took, and what we know of these friends. */
async function snapshot(system: System, userIds: string[]): Promise<string> {
  const { accepted } = await system.line.control.ledger({ channelId: system.secrets.channelId });
  const friends = await Promise.all(userIds.map((userId) => getFriendView(system, userId)));
  const known = friends.map(({ stage, orders, tags, membership }) => ({
    stage: stage?.name,
    orders: orders.count,
    tags: tags.map(({ tagId, count }) => `${tagId} ${count}`),
    items: membership.items.length,
  }));
  return JSON.stringify({ accepted: accepted.length, known });
}
