import { describe, expect, test } from '@jest/globals';
import { errorFromAnswer, errorFromNetwork, LineError } from '../../src/line/errors.js';

const body = (message: string, details?: unknown) => JSON.stringify({ message, details });

describe('an answer of LINE says what may be done next', () => {
  test.each([
    [400, 'invalid'],
    [401, 'auth'],
    [402, 'invalid'],
    [403, 'auth'],
    [404, 'notFound'],
    [405, 'invalid'],
    [409, 'invalid'],
    [410, 'notFound'],
    [411, 'invalid'],
    [413, 'invalid'],
    [415, 'invalid'],
    [429, 'rateLimit'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [599, 'unavailable'],
  ])('%i: %s', (status, kind) => {
    const error = errorFromAnswer(status, body('Something'), 'request-1', undefined);
    expect(error).toBeInstanceOf(LineError);
    expect(error).toMatchObject({ kind, status, requestId: 'request-1', details: [] });
    expect(error.message).toBe(`LINE answered ${status}: Something`);
    expect(error.name).toBe(error.constructor.name);
  });

  test.each([
    ['The API rate limit has been exceeded. Try again later.', 'rateLimit'],
    ['Too many requests', 'rateLimit'],
    ['You have reached your monthly limit.', 'monthlyLimit'],
  ])('429 with %j: %s', (message, kind) => {
    expect(errorFromAnswer(429, body(message), undefined, undefined)).toMatchObject({ kind, requestId: undefined });
  });

  test.each([
    ['a page of HTML', '<html>Bad Gateway</html>', 'no JSON body'],
    ['nothing', '', 'no JSON body'],
    ['half an object', '{"message":"Some', 'no JSON body'],
    ['null', 'null', 'no message'],
    ['a number', '42', 'no message'],
    ['a list', '[]', 'no message'],
    ['no message', '{}', 'no message'],
    ['a message that is no text', '{"message":{"text":"x"}}', 'no message'],
  ])('a body of %s changes nothing about it', (_what, given, said) => {
    expect(errorFromAnswer(429, given, undefined, undefined)).toMatchObject({
      kind: 'rateLimit',
      message: `LINE answered 429: ${said}`,
      details: [],
    });
  });

  test.each([
    ['named fields', [{ message: 'May not be empty', property: 'messages[0].text' }], 1],
    ['a field without a name', [{ message: 'May not be empty' }], 1],
    ['no list', 'May not be empty', 0],
    ['things that are no details', [null, 'x', 3, { property: 'to' }], 1],
  ])('details are kept as LINE names the fields: %s', (_what, details, count) => {
    expect(errorFromAnswer(400, body('Invalid', details), undefined, undefined).details).toHaveLength(count);
  });

  test('its cause is kept', () => {
    const cause = new Error('from the SDK');
    expect(errorFromAnswer(500, '', undefined, cause).cause).toBe(cause);
  });
});

describe('a request without an answer', () => {
  const failed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'never reached LINE when it failed with %s: nothing was sent',
    (code) => {
      const error = failed(code);
      expect(errorFromNetwork(error)).toMatchObject({
        kind: 'unavailable',
        message: `LINE could not be reached (${code}).`,
        status: undefined,
        cause: error,
      });
    },
  );

  test.each([
    ['a connection that was cut', failed('ECONNRESET'), 'ECONNRESET'],
    ['a connection that was closed', failed('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
    ['headers that never came', failed('UND_ERR_HEADERS_TIMEOUT'), 'UND_ERR_HEADERS_TIMEOUT'],
    ['our own timeout', new DOMException('The operation timed out.', 'TimeoutError'), 'TimeoutError'],
    ['a failure without a cause', new TypeError('fetch failed'), 'TypeError'],
    ['a cause that is no object', new TypeError('fetch failed', { cause: 'x' }), 'TypeError'],
    ['a cause of null', new TypeError('fetch failed', { cause: null }), 'TypeError'],
    ['a body that could not be read', new SyntaxError('Unexpected token'), 'SyntaxError'],
    ['a text', 'broken', 'unknown'],
    ['nothing', undefined, 'unknown'],
  ])('may have been accepted after %s', (_what, error, reason) => {
    expect(errorFromNetwork(error)).toMatchObject({
      kind: 'ambiguous',
      message: `LINE gave no answer (${reason}).`,
      cause: error,
    });
  });

  test('is understood from any realm: what counts is the shape of the error', () => {
    expect(errorFromNetwork({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } }).kind).toBe('unavailable');
  });
});
