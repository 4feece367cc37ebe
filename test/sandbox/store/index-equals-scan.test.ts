import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import { randomName, rowsOf, useEmbeddedStore } from './support.js';

const database = useEmbeddedStore();

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, 1.5, -1.5, null, true, false, 'a', 'ab', 'b', '', new Date(0), new Date(1000)),
  fc.constantFrom(mongo.Long.fromNumber(1), new mongo.Double(2), new mongo.ObjectId('65f000000000000000000001')),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ b: scalar }) },
  { weight: 1, arbitrary: fc.array(fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
);
const document = fc.record({ a: value, d: scalar, e: scalar }, { requiredKeys: [] });

const operator = fc.oneof(
  fc.record({ $eq: scalar }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar }),
  fc.record({ $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $regex: fc.constantFrom('^a', 'b', '^ab?') }),
  fc.record({ $all: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $elemMatch: fc.record({ $gte: scalar, $lt: scalar }) }),
);
const condition = fc.oneof(operator, scalar);
const elementCondition = fc.record({
  $elemMatch: fc.record({ b: condition, c: condition }, { requiredKeys: [] }),
});
const clause = fc.record(
  { a: fc.oneof(condition, elementCondition), 'a.b': condition, 'a.c': condition, d: condition, e: condition },
  { requiredKeys: [] },
);
const filter = fc.oneof(
  clause,
  fc.record({ $or: fc.array(clause, { minLength: 1, maxLength: 3 }) }),
  fc.record({ $and: fc.array(clause, { minLength: 1, maxLength: 2 }) }),
);
const direction = fc.constantFrom(1 as const, -1 as const);
const sort = fc.record({ d: direction, e: direction, a: direction }, { requiredKeys: [] });

const INDEXES: mongo.IndexDescription[] = [
  { key: { a: 1 } },
  { key: { d: -1, e: 1 } },
  { key: { 'a.b': 1, 'a.c': -1 } },
  { key: { d: 1, a: 1, e: -1 } },
  { key: { e: 1 }, sparse: true },
  { key: { e: -1, d: 1 }, partialFilterExpression: { d: { $gt: 0 } } },
];

test('a query answers through indexes exactly what a full scan answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 5, maxLength: 25 }),
      fc.array(fc.tuple(filter, sort), { minLength: 5, maxLength: 12 }),
      async (documents, queries) => {
        const rows = rowsOf(database.db, randomName());
        await rows.insertMany(documents.map((fields, at) => ({ _id: at, ...fields })));
        await rows.createIndexes(INDEXES);
        for (const [query, order] of queries) {
          const read = async (options: mongo.FindOptions): Promise<unknown[]> =>
            (
              await rows
                .find(query as mongo.Document, options)
                .sort({ ...order, _id: 1 })
                .toArray()
            ).map((row) => row._id);
          expect(await read({})).toEqual(await read({ hint: { $natural: 1 } }));
          for (const { name } of await rows.indexes()) {
            if (name === 'e_1' || name === 'e_-1_d_1' || name === undefined) continue;
            expect(await read({ hint: name })).toEqual(await read({ hint: { $natural: 1 } }));
          }
        }
        await rows.drop();
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
