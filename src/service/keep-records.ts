import { insertMissing, untilWritten } from '../infra/mongo/model.js';
import { ServiceRecordModel, type ServiceRecord } from './service-record.model.js';

/** A record as it was seen, null when there was none, and as it is to be. */
interface Kept {
  seen: ServiceRecord | null;
  record: ServiceRecord;
}

/**
 * Keeps records in place of those that were seen; what is the same is not written. Resolves to those that are now as wanted, by
 * conversation. When somebody else kept one of them meanwhile, none that was there before counts: they are looked at again.
 */
export async function keepRecords(all: Kept[]): Promise<Map<string, ServiceRecord>> {
  const same = all.filter(({ seen, record }) => seen && JSON.stringify(seen) === JSON.stringify(record));
  const changed = all.filter((one) => !same.includes(one)).map(({ seen, record }) => ({ seen, record: next(record) }));
  const begun = changed.filter(({ seen }) => seen === null).map(({ record }) => record);
  const added = begun.length > 0 ? await insertMissing(ServiceRecordModel, begun) : [];
  const gone = changed.filter(({ seen }) => seen !== null);
  const replaced = (await replaceAll(gone)) ? gone.map(({ record }) => record) : [];
  const ours = [...same.map(({ record }) => record), ...added, ...replaced];
  return new Map(ours.map((record) => [record._id, record]));
}

const next = (record: ServiceRecord): ServiceRecord => ({ ...record, rev: record.rev + 1 });

/** Whether all of them were still as seen. */
async function replaceAll(all: Kept[]): Promise<boolean> {
  if (all.length === 0) return true;
  const updates = all.map(({ seen, record: { _id, ...fields } }) => ({
    updateOne: { filter: { _id, rev: seen?.rev }, update: { $set: fields } },
  }));
  const written = await untilWritten(() =>
    ServiceRecordModel.collection.bulkWrite(updates as never, { ordered: false }),
  );
  return written.matchedCount === all.length;
}
