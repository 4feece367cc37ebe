/**
 * Loaded into a worker before the product (`node --import`): ends the process by SIGKILL, which nothing can catch, at a point of
 * a send. DIE_AT names the point, DIE_ON is the how manieth time that it is reached. The product knows nothing of it.
 */
import { subscribe } from 'node:diagnostics_channel';
import mongoose from 'mongoose';
import { ANYWHERE, KILL_POINTS, MENU_KILL_POINTS, SENDING_COLLECTIONS, SERVICE_KILL_POINTS } from './kill-points.mjs';

const SENDS = /^\/v2\/bot\/message\/(multicast|push)$/;
const WRITES = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'bulkWrite', 'findOneAndUpdate'];

const name = process.env.DIE_AT ?? '';
const mark = KILL_POINTS[name] ?? MENU_KILL_POINTS[name] ?? SERVICE_KILL_POINTS[name];
if (!mark && name !== ANYWHERE) throw new Error(`DIE_AT names no kill point: ${name}.`);
let left = Number(process.env.DIE_ON ?? 1);

function reached() {
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}

const isMarked = ({ request: { path } }) => (mark ? mark.on === 'line' && mark.path === path : SENDS.test(path));
const watch = (moment, when) =>
  subscribe(`undici:request:${moment}`, (message) => {
    if (mark?.when !== when && isMarked(message)) reached();
  });
watch('create', 'after');
watch('trailers', 'before');

const driver = mongoose.mongo.Collection.prototype;
for (const method of WRITES) {
  const write = driver[method];
  driver[method] = async function writeAndDie(...given) {
    const result = await write.apply(this, given);
    const isWritten = mark
      ? mark.on === 'store' &&
        mark.method === method &&
        mark.collection === this.collectionName &&
        mark.matches(...given)
      : SENDING_COLLECTIONS.has(this.collectionName);
    if (isWritten) reached();
    return result;
  };
}

console.log(`armed ${process.pid}`);
