/** How urgent a conversation is; stored as its place, so that it can be sorted. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type PriorityName = (typeof PRIORITIES)[number];
export type Priority = 0 | 1 | 2 | 3;

export const NORMAL: Priority = 1;
export const priorityOf = (name: PriorityName): Priority => PRIORITIES.indexOf(name) as Priority;
export const nameOfPriority = (priority: Priority): PriorityName => PRIORITIES[priority];
