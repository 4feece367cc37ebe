import { LineError, LineInvalidError, LineNotFoundError } from '../line/errors.js';
import type { LineGateway } from '../line/gateway.js';
import { eachLimited } from '../shared/each-limited.js';
import type { Sample } from './core/samples.js';

const CALLS_AT_ONCE = 4;

/**
 * Asks LINE whether it would take these messages, by the strictest of its ways to send. LINE being away is no problem of the
 * messages: then `checkedByLine` is false.
 */
export async function askLine(
  gateway: Pick<LineGateway, 'validateMessages' | 'getCoupon'>,
  samples: Sample[],
): Promise<{ problems: string[]; checkedByLine: boolean }> {
  const problems: string[] = [];
  try {
    await checkCoupons(gateway, samples, problems);
    if (problems.length > 0) return { problems, checkedByLine: true };
    await eachLimited(samples, CALLS_AT_ONCE, async ({ where, messages }) => {
      const refused = await refusalOf(() => gateway.validateMessages('multicast', messages));
      if (refused !== null) problems.push(`${where}: LINE refuses ${saidBy(refused)}`);
    });
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { problems, checkedByLine: false };
  }
  return { problems: problems.toSorted(), checkedByLine: true };
}

/** Every coupon must be LINE's and still be given out. */
async function checkCoupons(
  gateway: Pick<LineGateway, 'getCoupon'>,
  samples: Sample[],
  problems: string[],
): Promise<void> {
  const places = new Map(
    samples.flatMap(({ where, messages }) =>
      messages.flatMap((message, index) =>
        message.type === 'coupon' ? [[message.couponId, `${where}: messages[${index}].couponId`] as const] : [],
      ),
    ),
  );
  await eachLimited([...places], CALLS_AT_ONCE, async ([couponId, where]) => {
    const coupon = await gateway.getCoupon(couponId).catch((error: unknown) => {
      if (error instanceof LineNotFoundError || error instanceof LineInvalidError) return null;
      throw error;
    });
    if (coupon === null) problems.push(`${where} is ${couponId}, which is no coupon of this account`);
    else if (coupon.status === 'CLOSED') problems.push(`${where} is ${couponId}, a coupon that is closed`);
  });
}

async function refusalOf(call: () => Promise<void>): Promise<LineInvalidError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof LineInvalidError) return error;
    throw error;
  }
}

/** What LINE refuses, by its own name of the property. */
function saidBy({ message, details }: LineError): string {
  const said = details.map((detail) => [detail.property, detail.message].filter(Boolean).join(': '));
  return said.length > 0 ? said.join(', ') : message;
}
