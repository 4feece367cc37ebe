export { countSegment, segmentFilter } from './count-segment.js';
export { routes } from './routes.js';
