import { insertNew, untilWritten } from '../infra/mongo/model.js';
import { ServiceRecordModel, type ServiceRecord } from './service-record.model.js';

/** Keeps a record in place of the one that was seen; null when somebody else did meanwhile. What is the same is not written. */
export async function keepRecord(seen: ServiceRecord | null, record: ServiceRecord): Promise<ServiceRecord | null> {
  if (seen && JSON.stringify(seen) === JSON.stringify(record)) return seen;
  const next = { ...record, rev: record.rev + 1 };
  if (!seen) return (await insertNew(ServiceRecordModel, [next])) === 1 ? next : null;
  const { _id, ...fields } = next;
  const written = await untilWritten(() =>
    ServiceRecordModel.collection.updateOne({ _id: _id as never, rev: seen.rev }, { $set: fields as never }),
  );
  return written.matchedCount === 1 ? next : null;
}
