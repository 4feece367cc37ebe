import { postSigned } from './post-signed.js';

/** A text message to a telephone, in E.164. The same id is the same message: a provider may have it twice after a time-out. */
export interface TextMessage {
  id: string;
  to: string;
  text: string;
}
/** Sends a text message; rejects when the provider did not take it. */
export type SendSms = (message: TextMessage) => Promise<void>;

/** Hands text messages to the brand's provider: a signed POST of `{ id, to, text }` to `url`. */
export const createSmsSender =
  ({ url, secret }: { url: string; secret: string }): SendSms =>
  (message) =>
    postSigned({ url, secret, who: 'The SMS provider' }, message);
