import type { Answer, Call } from '../http/route.js';

/** One call of LINE's API by an account, with what it asked and was answered. */
export interface LoggedCall {
  requestId: string;
  channelId: string;
  /** Method and path. */
  endpoint: string;
  at: number;
  /** The JSON that was sent; left out when there was none, or more than is kept. */
  body?: unknown;
  status: number;
  /** The JSON that was answered. */
  answer?: unknown;
}

const CALLS_KEPT = 500;
const BODY_BYTES_KEPT = 100_000;

/** The latest calls of all accounts, in memory only. */
export class CallLog {
  private calls: LoggedCall[] = [];

  record(
    channelId: string,
    endpoint: string,
    { requestId, at, raw, body }: Call,
    { status, body: answer }: Answer,
  ): void {
    this.calls.push({
      requestId,
      channelId,
      endpoint,
      at,
      ...(raw.length <= BODY_BYTES_KEPT && { body }),
      status,
      ...(!Buffer.isBuffer(answer) && { answer }),
    });
    if (this.calls.length > CALLS_KEPT * 1.1) this.calls = this.calls.slice(-CALLS_KEPT);
  }

  newestFirst(): LoggedCall[] {
    return this.calls.toReversed();
  }

  clear(): void {
    this.calls = [];
  }
}
