import type { Context } from '../context.js';
import type { Content } from './core/content.js';

/** True for content that advertises; a template says so itself, plain messages count as service. */
export function isPromotion(ctx: Pick<Context, 'templates'>, content: Content): boolean {
  if ('messages' in content) return false;
  const [template] = ctx.templates.get(content.template)?.values() ?? [];
  return template?.contentType === 'promotion';
}
