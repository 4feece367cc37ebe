export { chooseLanguage } from './core/language.js';
export { Message, Messages } from './core/message.js';
export { ContentType, renderTemplate, type MessageTemplate, type TemplateValues } from './core/template.js';
export { getTemplate, requireTemplates, type TemplateLibrary } from './core/template-library.js';
export { loadTemplates } from './load-templates.js';
