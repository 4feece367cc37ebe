import { defineModel } from '../infra/mongo/model.js';

/** What LINE tells of somebody in a group or room, who need not be a friend. */
export interface Member {
  /** Channel, group and LINE user id. */
  _id: string;
  channelId: string;
  groupId: string;
  lineUserId: string;
  /** Null for who left, or does not want to be known. */
  displayName: string | null;
  pictureUrl: string | null;
  /** When LINE is to be asked again. */
  dueAt: Date;
}

export const MemberModel = defineModel<Member>(
  'GroupMember',
  'groupMembers',
  { channelId: String, groupId: String, lineUserId: String, displayName: String, pictureUrl: String, dueAt: Date },
  [[{ channelId: 1, lineUserId: 1 }]],
);

export const memberIdOf = ({ channelId, groupId, lineUserId }: Pick<Member, 'channelId' | 'groupId' | 'lineUserId'>) =>
  `${channelId}/${groupId}/${lineUserId}`;
