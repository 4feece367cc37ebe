import { createLogger } from '../../src/infra/logger.js';

/** Logs each line that is given as JSON, so that what reaches standard output can be looked at. */
const [level = 'info', lines = '[]'] = process.argv.slice(2);
const log = createLogger(level, 'worker');
for (const fields of JSON.parse(lines) as object[]) log.info(fields, 'something happened');
const cause = Object.assign(new Error('The store was away.'), { body: 'words of a friend' });
const error = new Error('Friend 01FRIEND is being changed.', { cause });
log.error({ err: Object.assign(error, { text: 'words of a friend', code: 'conflict' }) }, 'job failed');
log.error({ err: 'thrown as a text' }, 'job failed');
