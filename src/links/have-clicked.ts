import { LinkClickModel } from './link.model.js';

/** Which of these friends clicked a link of the sender, with when they first did. */
export async function haveClicked(senderId: string, friendIds: string[]): Promise<Map<string, Date>> {
  if (friendIds.length === 0) return new Map();
  const clicks = await LinkClickModel.aggregate<{ _id: string; firstAt: Date }>([
    { $match: { senderId, friendId: { $in: friendIds } } },
    { $group: { _id: '$friendId', firstAt: { $min: '$firstAt' } } },
  ]);
  return new Map(clicks.map(({ _id, firstAt }) => [_id, firstAt]));
}
