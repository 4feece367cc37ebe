import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { messagingApi } from '@line/bot-sdk';
import { START, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

const coupon = (changes: object = {}) =>
  ({
    title: 'Free charge',
    startTimestamp: START / 1_000,
    endTimestamp: START / 1_000 + 86_400,
    timezone: 'ASIA_TOKYO',
    visibility: 'UNLISTED',
    maxUseCountPerTicket: 1,
    acquisitionCondition: { type: 'normal' },
    reward: { type: 'free' },
    ...changes,
  }) as messagingApi.CouponCreateRequest;

describe('coupons', () => {
  test('are made, sent, listed and closed', async () => {
    const client = stage.client();
    const { couponId } = await client.createCoupon(coupon());
    expect(await client.listCoupon(new Set(['RUNNING']))).toEqual({ items: [{ couponId, title: 'Free charge' }] });
    const to = await stage.friend();
    await client.pushMessage({ to, messages: [{ type: 'coupon', couponId }] });
    expect(await stage.seen(to)).toEqual(['coupon']);
    await client.closeCoupon(couponId);
    expect(await refusal(client.closeCoupon(couponId))).toMatchObject({
      status: 410,
      body: { details: [{ message: 'The coupon has already been closed.' }] },
    });
    expect(await refusal(client.closeCoupon('unknown'))).toMatchObject({
      status: 404,
      body: { details: [{ message: 'coupon not found' }] },
    });
  });

  test('have a title and an end after their start', async () => {
    for (const bad of [{ title: '' }, { title: 'a'.repeat(61) }, { endTimestamp: 0 }]) {
      expect((await refusal(stage.client().createCoupon(coupon(bad)))).status).toBe(400);
    }
  });
});
