import type { CSSProperties } from 'react';
import { allowedSource } from './allowed.js';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.js';
import style from './messages.module.css';
import { Picture } from './picture.js';
import { Tappable } from './taps.js';

const WIDTH = 1_040; // LINE's unit for areas and heights
const PICTURE_WIDTH = 700; // one of the five widths that a brand hosts

/** One picture with areas to tap, and perhaps a video within. */
export function Imagemap({ message }: { message: Fields }) {
  const { width = WIDTH, height = WIDTH } = sizeOf(fieldsOf(message['baseSize']));
  const video = fieldsOf(message['video']);
  const source = allowedSource(video['originalContentUrl']);
  return (
    <div className={style['imagemap']} style={{ aspectRatio: `${width} / ${height}` }}>
      <Picture source={`${textOf(message['baseUrl'])}/${PICTURE_WIDTH}`} alt={textOf(message['altText'])} fit="cover" />
      {source !== undefined && (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- LINE's videos have none
        <video
          src={source}
          poster={allowedSource(video['previewImageUrl'])}
          controls
          preload="none"
          className={style['area']}
          style={placeOf(video, width, height)}
        />
      )}
      {listOf(message['actions']).map((action, index) => (
        <Tappable
          // oxlint-disable-next-line react/no-array-index-key -- areas have no name and keep their order
          key={index}
          action={action}
          label={textOf(action['label']) || textOf(action['text']) || textOf(action['linkUri'])}
          className={style['area']}
          look={placeOf(action, width, height)}
        />
      ))}
    </div>
  );
}

function placeOf(owner: Fields, width: number, height: number): CSSProperties {
  const area = fieldsOf(owner['area']);
  const share = (key: string, whole: number) => `${((numberOf(area[key]) ?? 0) / whole) * 100}%`;
  return {
    left: share('x', width),
    top: share('y', height),
    width: share('width', width),
    height: share('height', height),
  };
}

function sizeOf(baseSize: Fields): { width?: number; height?: number } {
  const positive = (key: string) => {
    const size = numberOf(baseSize[key]);
    return size !== undefined && size > 0 ? { [key]: size } : {};
  };
  return { ...positive('width'), ...positive('height') };
}
