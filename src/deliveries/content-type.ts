import { contentTypeOf, type Content, type Loaded } from './core/content.js';

/** True for content that advertises; a template or message set says so itself, plain messages count as service. */
export const isPromotion = (loaded: Pick<Loaded, 'templates' | 'sets'>, content: Content): boolean =>
  contentTypeOf(content, loaded) === 'promotion';
