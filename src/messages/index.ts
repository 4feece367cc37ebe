import { couponRoutes } from './coupon-routes.js';
import { messageSetRoutes } from './message-set-routes.js';

export { askLine } from './ask-line.js';
export { chooseLanguage } from './core/language.js';
export { Message, Messages } from './core/message.js';
export { listSamples, type Sample } from './core/samples.js';
export { ContentType, renderTemplate, type MessageTemplate, type TemplateValues } from './core/template.js';
export { getTemplate, requireTemplates, type TemplateLibrary } from './core/template-library.js';
export { findRuleProblems } from './find-rule-problems.js';
export { findMessageSet, pinMessageSet } from './load-message-sets.js';
export { loadTemplates } from './load-templates.js';
export { references } from './references.js';
export const routes = [...messageSetRoutes, ...couponRoutes];
