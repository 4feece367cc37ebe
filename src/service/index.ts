export { operations } from './apply-rules.js';
export type { ConversationFact, MeasuredFact } from './core/fact.js';
export { serviceLevelBreached, serviceLevelWarned } from './events.js';
export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { countFacts, findEnds, findFirstFact, listFacts } from './list-facts.js';
export { listeners } from './listeners.js';
export { references } from './references.js';
export { routes } from './routes.js';
