import { CHANNEL_ID, LOGIN_CHANNEL_ID, type TestApp } from './build-app.js';

export const LIFF_ID = `${LOGIN_CHANNEL_ID}-abcdefgh`;

/** Gives the channel its pages inside LINE: our setting, and the LIFF app in LINE's simulator. */
export async function openPages(product: TestApp, changes: object = {}): Promise<void> {
  const channel = { loginChannelId: LOGIN_CHANNEL_ID, liffId: LIFF_ID, basicId: '@scooters', ...changes };
  await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, channel);
  const url = `${product.url}/liff/add/${LIFF_ID}`;
  await product.control.setLiffApp({ channelId: CHANNEL_ID, liffId: LIFF_ID, url });
}
