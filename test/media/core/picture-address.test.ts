import { expect, test } from '@jest/globals';
import { addressOf, isPictureId, listPictureIds } from '../../../src/media/core/picture-address.js';

const ID = 'abcdefghij_-ABCDEFGHIJ12';
const OTHER = 'zbcdefghij_-ABCDEFGHIJ12';

test('pictures are found wherever their address stands, each once, by any name of our server', () => {
  const content = {
    sender: { iconUrl: addressOf('https://crm.example.com', ID) },
    bubbles: [{ baseUrl: addressOf('https://cdn.example.com', OTHER) }, { url: `https://x.example/media/${ID}/1040` }],
    text: `see https://crm.example.com/media/${ID}?v=2`,
  };
  expect(listPictureIds(content)).toEqual([ID, OTHER]);
});

test('what is shorter or longer than an id is none', () => {
  expect(listPictureIds([`/media/${ID}x`, `/media/${ID.slice(1)}`, `/medium/${ID}`])).toEqual([]);
  expect([ID, `${ID}x`, ID.slice(1), `${ID.slice(1)}/`].map(isPictureId)).toEqual([true, false, false, false]);
});
