import { isbot } from 'isbot';

/** What is looked at of a request for a link. */
export interface Opening {
  method: string;
  /** Value of a request header, whatever the case of its name. */
  header(name: string): string | undefined;
}

const AHEAD_OF_TIME = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'];

/** Whether a program looks at a link, for a preview, a check or ahead of time, and no person tapped it. */
export function isPreview({ method, header }: Opening): boolean {
  const userAgent = header('user-agent') ?? '';
  return (
    method !== 'GET' ||
    userAgent === '' ||
    isbot(userAgent) ||
    AHEAD_OF_TIME.some((name) => /prefetch|preview|prerender/i.test(header(name) ?? ''))
  );
}
