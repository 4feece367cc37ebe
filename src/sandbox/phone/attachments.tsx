import { IconMapPin, IconPhoto, IconPhotoUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { control } from './control.js';
import style from './phone.module.css';
import { drawSamplePicture } from './sample-picture.js';
import { inBackground, type PhoneState } from './use-phone.js';
import type { Place } from './world.js';

const PICTURE_BYTES_MAX = 10_000_000;

const PLACES = [
  { title: '台北 101', address: '台北市信義區信義路五段7號', latitude: 25.033_61, longitude: 121.564_99 },
  { title: '東京駅', address: '東京都千代田区丸の内1丁目', latitude: 35.681_24, longitude: 139.767_12 },
  { title: 'สยามพารากอน', address: 'กรุงเทพฯ ปทุมวัน', latitude: 13.746_1, longitude: 100.534_6 },
];

/** Pictures and places to send. */
export function Attachments({ place, phone }: { place: Place; phone: PhoneState }) {
  const { t } = useTranslation();
  const send = (picture: () => Promise<Blob>) => {
    phone.setSheet(null);
    phone.run(async () => {
      const blob = await picture();
      if (blob.size > PICTURE_BYTES_MAX) throw new Error(t('write.tooLarge'));
      await control.sendMedia({
        ...place,
        ...inBackground,
        type: 'image',
        bytes: await base64Of(blob),
        contentType: blob.type,
      });
    });
  };
  return (
    <div className={style['attachments']}>
      <label className={style['attachment']}>
        <IconPhotoUp size={20} aria-hidden />
        {t('write.file')}
        <input
          type="file"
          accept="image/jpeg,image/png,image/gif,image/webp"
          onChange={({ target: { files } }) => {
            const file = files?.[0];
            if (file) send(async () => file);
          }}
        />
      </label>
      <button type="button" className={style['attachment']} onClick={() => send(drawSamplePicture)}>
        <IconPhoto size={20} aria-hidden />
        {t('write.sample')}
      </button>
      {PLACES.map((somewhere) => (
        <button
          key={somewhere.title}
          type="button"
          className={style['attachment']}
          onClick={() => {
            phone.setSheet(null);
            phone.run(() => control.sendLocation({ ...place, ...inBackground, ...somewhere }));
          }}
        >
          <IconMapPin size={20} aria-hidden />
          {t('write.place', { name: somewhere.title })}
        </button>
      ))}
    </div>
  );
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const pieces = [];
  // Arguments of one call are limited.
  for (let start = 0; start < bytes.length; start += 8_192)
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8_192)));
  return btoa(pieces.join(''));
}
