import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeXmlText } from '../../src/shared/xml-text.js';

describe('a text in XML', () => {
  test('has every special character escaped', () => {
    expect(escapeXmlText(`<b a="1" c='2'>R&D</b>`)).toBe('&lt;b a=&quot;1&quot; c=&apos;2&apos;&gt;R&amp;D&lt;/b&gt;');
  });

  test('that was escaped already is escaped once more', () => {
    expect(escapeXmlText('&amp;')).toBe('&amp;amp;');
  });

  test('opens no tag, entity or attribute, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeXmlText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
      }),
    );
  });
});
