import { expect, test } from '@jest/globals';
import { staleFiles, staticFiles } from '../../.ci/dist-files.mjs';

const SOURCES = [
  'main.ts',
  'pages/add.html',
  'pages/assets/add.js',
  'types.d.ts',
  'notes.md',
  'console/main.tsx',
  'console/app.css',
  'sandbox/phone/main.tsx',
  'sandbox/phone/language/en.json',
];

test('what a browser or the server reads as it is gets copied, the console, the phone and the rest not', () => {
  expect(staticFiles(SOURCES)).toEqual(['pages/add.html', 'pages/assets/add.js']);
});

test('a file whose source is gone is stale', () => {
  const built = [
    'main.js',
    'main.js.map',
    'pages/add.html',
    'pages/assets/add.js',
    'gone.js',
    'gone.js.map',
    'pages/gone.html',
  ];
  expect(staleFiles(SOURCES, built)).toEqual(['gone.js', 'gone.js.map', 'pages/gone.html']);
});

test('what other steps made stays', () => {
  expect(
    staleFiles(SOURCES, ['richmenu-images/vip.en.png', 'console/index.html', 'phone/index.html', '.build-hash']),
  ).toEqual([]);
});
