import { expect, test } from '@jest/globals';
import { Demographic } from '../../../src/deliveries/core/demographic.js';

const gender = { type: 'gender', oneOf: ['male'] };
const operator = (rest: object) => ({ type: 'operator', ...rest });

test.each([
  gender,
  { type: 'age', gte: 'age_20', lt: 'age_35' },
  { type: 'area', oneOf: ['tw_01', 'jp_13'] },
  { type: 'subscriptionPeriod', lt: 'day_30' },
  operator({ and: [gender, operator({ not: { type: 'appType', oneOf: ['ios'] } })] }),
  operator({ or: Array.from({ length: 10 }, () => gender) }),
])('is taken in LINE’s form: %j', (given) => {
  expect(Demographic.parse(given)).toEqual(given);
});

test.each([
  [{ type: 'age' }, 'must have gte, lt or both'],
  [{ type: 'area', oneOf: ['mars_01'] }, 'tw_01'],
  [operator({ and: [] }), 'too small'],
  [operator({ and: Array.from({ length: 6 }, () => operator({ or: [gender, gender] })) }), 'more than 10 conditions'],
])('is refused, saying why: %j', (given, said) => {
  expect(JSON.stringify(Demographic.safeParse(given).error?.issues).toLowerCase()).toContain(said);
});
