import { LineError } from '../http/line-error.js';
import type { ChannelCall } from '../http/route.js';
import type { JsonObject } from '../json.js';

/** The fields of a multipart upload, its file (one user ID per line) turned into the JSON upload's form. */
export async function readUpload({ raw, headers }: ChannelCall): Promise<JsonObject> {
  const contentType = headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    throw new LineError(400, `The content type, ${contentType}, is not supported`);
  }
  const request = new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } });
  const form = await request.formData().catch((cause: unknown) => {
    throw new LineError(400, `The multipart body could not be read: ${String(cause)}`);
  });
  const file = form.get('file');
  const text = file === null || typeof file === 'string' ? (file ?? '') : await file.text();
  const ids = text.split(/\r?\n/).filter((line) => line !== '');
  return {
    description: form.get('description'),
    isIfaAudience: form.get('isIfaAudience') === 'true',
    uploadDescription: form.get('uploadDescription'),
    audienceGroupId: form.get('audienceGroupId'),
    audiences: ids.map((id) => ({ id })),
  };
}
