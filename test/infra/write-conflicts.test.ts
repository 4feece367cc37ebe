import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { defineModel, insertMissing, untilWritten } from '../../src/infra/mongo/model.js';

// The embedded store never gives a write up, and DocumentDB only by chance: these are its answers.
const conflict = () => new mongo.MongoServerError({ message: 'deadlock detected', code: 112 });
const refusals = (...refused: { index: number; code: number }[]) => {
  const error = new mongo.MongoBulkWriteError({ message: 'refused', code: 112, writeErrors: [] }, {
    getWriteConcernError: () => undefined,
  } as unknown as mongo.BulkWriteResult);
  error.writeErrors = refused as unknown as mongo.WriteError[];
  return error;
};

describe('a write that the store gave up for another one', () => {
  test('is repeated until it is done', async () => {
    let tries = 0;
    const write = async () => {
      tries += 1;
      if (tries < 3) throw conflict();
      return 'written';
    };
    expect(await untilWritten(write)).toBe('written');
    expect(tries).toBe(3);
  });

  test('is not when it was refused for anything else', async () => {
    const write = jest.fn(() => Promise.reject(new mongo.MongoServerError({ message: 'twice', code: 11_000 })));
    await expect(untilWritten(write)).rejects.toMatchObject({ code: 11_000 });
    expect(write).toHaveBeenCalledTimes(1);
  });
});

describe('of many documents', () => {
  const Things = defineModel<{ _id: string }>('ThingInConflict', 'thingsInConflict', {});
  const documents = ['there already', 'given up', 'new'].map((_id) => ({ _id }));
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const insertMany = (...errors: unknown[]) => {
    const stored: string[][] = [];
    jest.spyOn(Things.collection, 'insertMany').mockImplementation((async (given: { _id: string }[]) => {
      stored.push(given.map(({ _id }) => _id));
      const error = errors.shift();
      if (error) throw error;
    }) as never);
    return stored;
  };

  test('those that the store gave up are inserted again, and no others', async () => {
    const tries = insertMany(refusals({ index: 0, code: 11_000 }, { index: 1, code: 112 }));
    expect((await insertMissing(Things, documents)).map(({ _id }) => _id)).toEqual(['given up', 'new']);
    expect(tries).toEqual([['there already', 'given up', 'new'], ['given up']]);
  });

  test('one that was given up and then turned out to be there is not new', async () => {
    insertMany(refusals({ index: 1, code: 112 }), refusals({ index: 0, code: 11_000 }));
    expect((await insertMissing(Things, documents)).map(({ _id }) => _id)).toEqual(['there already', 'new']);
  });

  test.each([
    ['a refusal of another kind', refusals({ index: 1, code: 121 })],
    ['a lost connection', refusals()],
  ])('%s is not swallowed', async (_name, error) => {
    insertMany(error);
    await expect(insertMissing(Things, documents)).rejects.toBe(error);
  });
});
