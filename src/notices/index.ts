export { findLatestNoticeChange, listNoticeChanges, NOTICES_CHANGED, readNotices } from './changes.js';
export { closeNotice } from './close-notice.js';
export { closeComplaint, openComplaint } from './complaints.js';
export { findOpenComplaints, listComplaining } from './find-open-complaints.js';
export { chatsOf, mayReadNotice } from './list-notices.js';
export { presentNotice } from './present.js';
export { raiseNotice } from './raise-notice.js';
export { routes } from './routes.js';
export { holdings, timeline } from './holdings.js';
