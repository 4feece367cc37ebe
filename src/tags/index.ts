export { applyTags, type TagApplication } from './apply-tags.js';
export { tagAdded, tagApplied, tagLevelUp } from './events.js';
export { routes } from './routes.js';
export type { Tag } from './tag.model.js';
export { readTagging, tagByRules } from './tagging.js';
