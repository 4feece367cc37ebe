import type { Context } from '../context.js';
import type { ContentType } from '../messages/core/template.js';
import type { Content } from './core/content.js';

/** What content is for: a template says so itself, plain messages count as service. */
export function contentTypeOf(ctx: Pick<Context, 'templates'>, content: Content): ContentType {
  if ('messages' in content) return 'service';
  const [template] = ctx.templates.get(content.template)?.values() ?? [];
  return template?.contentType ?? 'service';
}
