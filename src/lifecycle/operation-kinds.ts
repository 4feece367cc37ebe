/** Looks at all friends of a channel again, after a policy or the settings changed. */
export const MOVE_FRIENDS = 'lifecycle.moveFriends';
/** Counts who would move under a policy that is not yet published. */
export const PREVIEW_POLICY = 'lifecycle.previewPolicy';
