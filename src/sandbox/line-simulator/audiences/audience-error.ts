import { LineError } from '../http/line-error.js';

/** An audience error: a sentence, and LINE's code in the details. */
export function audienceError(code: string, message: string, property?: string): LineError {
  return new LineError(400, message, [{ message: code, ...(property !== undefined && { property }) }]);
}

export const audienceNotFound = (): LineError => audienceError('AUDIENCE_GROUP_NOT_FOUND', 'audience group not found');
