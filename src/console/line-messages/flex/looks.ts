import { allowedColour } from '../allowed.js';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.js';
import type { Look } from './look.js';
import { borderWidth, boxSize, imageSize, padding, ratioOf, shareOf, spacing, textSize } from './measures.js';

export type Layout = 'horizontal' | 'vertical' | 'baseline';

/** Where a component stands: how its box lays out, with how much space, and whether anything comes before it. */
export interface Place {
  layout: Layout;
  spacing: unknown;
  isFirst: boolean;
}

const GRAVITY = new Map([
  ['top', 'flex-start'],
  ['center', 'center'],
  ['bottom', 'flex-end'],
]);
const DISTRIBUTIONS = new Set(['flex-start', 'center', 'flex-end', 'space-between', 'space-around', 'space-evenly']);
const ALIGNMENTS = new Set(['flex-start', 'center', 'flex-end']);
const TEXT_ALIGN = new Set(['start', 'center', 'end']);
const DECORATIONS = new Set(['underline', 'line-through']);
/** Take what they need where others share the room. */
const UNSHARED = new Set(['separator', 'icon', 'spacer']);
const LINES_MAX = 100;
const LINE_HEIGHT = 1.4;

export function layoutOf(box: Fields): Layout {
  const layout = box['layout'];
  return layout === 'horizontal' || layout === 'baseline' ? layout : 'vertical';
}

/** How a component takes its place in the box around it. */
export function itemLook(component: Fields, place: Place): Look {
  if (component['position'] === 'absolute') return { position: 'absolute', ...offsets(component) };
  const isRow = place.layout !== 'vertical';
  const margin = place.isFirst ? undefined : (spacing(component['margin']) ?? spacing(place.spacing));
  return {
    position: 'relative',
    ...offsets(component),
    ...(isRow ? rowShare(component) : columnShare(component)),
    ...(margin !== undefined && (isRow ? { marginInlineStart: margin } : { marginTop: margin })),
  };
}

function rowShare(component: Fields): Look {
  const isSized = component['type'] === 'box' && boxSize(component['width']) !== undefined;
  const usual = isSized || UNSHARED.has(textOf(component['type'])) ? 0 : 1;
  const share = shareOf(component['flex']) ?? usual;
  return share === 0 ? { flex: '0 0 auto', maxWidth: '100%' } : { flex: `${share} 1 0`, minWidth: 0 };
}

function columnShare(component: Fields): Look {
  const share = shareOf(component['flex']) ?? (component['type'] === 'filler' ? 1 : 0);
  return { flex: `${share} 0 auto`, maxWidth: '100%' };
}

/** Where a component that is no box stands within the room that it was given. */
export const gravityLook = (component: Fields): Look => ({
  display: 'flex',
  flexDirection: 'column',
  justifyContent: GRAVITY.get(textOf(component['gravity'])) ?? 'flex-start',
});

/** A box: its layout, measures, paddings, background and border. `usualPadding` is that of its block. */
export function boxLook(box: Fields, usualPadding = '0px'): Look {
  const layout = layoutOf(box);
  const justifyContent = textOf(box['justifyContent']);
  const alignItems = textOf(box['alignItems']);
  const radius = spacing(box['cornerRadius']);
  const all = padding(box['paddingAll']) ?? usualPadding;
  return {
    display: 'flex',
    boxSizing: 'border-box',
    flexDirection: layout === 'vertical' ? 'column' : 'row',
    ...(layout === 'baseline' && { alignItems: 'baseline' }),
    ...(ALIGNMENTS.has(alignItems) && layout !== 'baseline' && { alignItems }),
    ...(DISTRIBUTIONS.has(justifyContent) && { justifyContent }),
    paddingTop: padding(box['paddingTop']) ?? all,
    paddingBottom: padding(box['paddingBottom']) ?? all,
    paddingInlineStart: padding(box['paddingStart']) ?? all,
    paddingInlineEnd: padding(box['paddingEnd']) ?? all,
    ...sizes(box),
    ...background(box),
    ...border(box),
    ...(radius !== undefined && { borderRadius: radius, overflow: 'hidden' }),
  };
}

function sizes(box: Fields): Look {
  const known = (['width', 'height', 'maxWidth', 'maxHeight'] as const).flatMap((key) => {
    const size = boxSize(box[key]);
    return size === undefined ? [] : [[key, size] as const];
  });
  return Object.fromEntries(known);
}

function background(box: Fields): Look {
  const gradient = fieldsOf(box['background']);
  const angle = /^\d{1,3}(\.\d{1,3})?deg$/.exec(textOf(gradient['angle']))?.[0];
  const [start, centre, end] = ['startColor', 'centerColor', 'endColor'].map((key) => allowedColour(gradient[key]));
  if (gradient['type'] === 'linearGradient' && angle !== undefined && start !== undefined && end !== undefined) {
    const position = /^\d{1,3}(\.\d{1,3})?%$/.exec(textOf(gradient['centerPosition']))?.[0] ?? '50%';
    const stops = [start, ...(centre === undefined ? [] : [`${centre} ${position}`]), end];
    return { backgroundImage: `linear-gradient(${angle}, ${stops.join(', ')})` };
  }
  const colour = allowedColour(box['backgroundColor']);
  return colour === undefined ? {} : { backgroundColor: colour };
}

function border(box: Fields): Look {
  const width = borderWidth(box['borderWidth']);
  if (width === undefined) return {};
  return { border: `${width} solid ${allowedColour(box['borderColor']) ?? 'transparent'}` };
}

function offsets(component: Fields): Look {
  const sides = [
    ['offsetTop', 'top'],
    ['offsetBottom', 'bottom'],
    ['offsetStart', 'insetInlineStart'],
    ['offsetEnd', 'insetInlineEnd'],
  ] as const;
  const known = sides.flatMap(([key, side]) => {
    const offset = spacing(component[key]) ?? boxSize(component[key]);
    return offset === undefined ? [] : [[side, offset] as const];
  });
  return Object.fromEntries(known);
}

/** Letters of a text or of a span of it; what a span does not say is as in the text around it. */
export function lettersLook(component: Fields): Look {
  const { weight, style, decoration } = component;
  const size = textSize(component['size']);
  const colour = allowedColour(component['color']);
  return {
    ...(size !== undefined && { fontSize: size }),
    ...(colour !== undefined && { color: colour }),
    ...((weight === 'bold' || weight === 'regular') && { fontWeight: weight === 'bold' ? 700 : 400 }),
    ...((style === 'italic' || style === 'normal') && { fontStyle: style }),
    ...(DECORATIONS.has(textOf(decoration)) && { textDecoration: textOf(decoration) }),
    ...(decoration === 'none' && { textDecoration: 'none' }),
  };
}

/** A text as a whole: its letters, alignment and lines. Without `wrap` it is one line that ends in an ellipsis. */
export function textLook(component: Fields): Look {
  const align = textOf(component['align']);
  const between = spacing(component['lineSpacing']);
  return {
    fontSize: '16px',
    overflow: 'hidden',
    ...lettersLook(component),
    ...(TEXT_ALIGN.has(align) && { textAlign: align as 'start' | 'center' | 'end' }),
    lineHeight: between === undefined ? LINE_HEIGHT : `calc(${LINE_HEIGHT}em + ${between})`,
    ...(component['wrap'] === true
      ? { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', ...linesLook(component) }
      : { whiteSpace: 'nowrap', textOverflow: 'ellipsis' }),
  };
}

function linesLook(component: Fields): Look {
  const lines = numberOf(component['maxLines']) ?? 0;
  if (lines < 1 || lines > LINES_MAX) return {};
  return { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: Math.floor(lines) };
}

const BUTTON_HEIGHT = { sm: '40px', md: '52px' };
const BUTTON_COLOURS = {
  primary: { background: '#17c950', ink: '#ffffff' },
  secondary: { background: '#dcdfe5', ink: '#111111' },
  link: { background: 'transparent', ink: '#42659a' },
};

/** A button; its `color` is that of its ground, or of the letters of a link. */
export function buttonLook({ style, height, color, adjustMode }: Fields): Look {
  const kind = style === 'primary' || style === 'secondary' ? style : 'link';
  const { background, ink } = BUTTON_COLOURS[kind];
  const colour = allowedColour(color);
  return {
    height: height === 'sm' ? BUTTON_HEIGHT.sm : BUTTON_HEIGHT.md,
    backgroundColor: kind === 'link' ? background : (colour ?? background),
    color: kind === 'link' ? (colour ?? ink) : ink,
    ...(adjustMode === 'shrink-to-fit' && { fontSize: '14px' }),
  };
}

/** The frame of an image, as wide as its size says and the room allows. */
export function imageLook(image: Fields): Look {
  const align = textOf(image['align']);
  const background = allowedColour(image['backgroundColor']);
  return {
    width: imageSize(image['size']) ?? '100px',
    maxWidth: '100%',
    aspectRatio: String(ratioOf(image['aspectRatio'])),
    alignSelf: align === 'start' || align === 'end' ? `flex-${align}` : 'center',
    ...(background !== undefined && { backgroundColor: background }),
  };
}

/** How the picture fills its frame. */
export const pictureFit = ({ aspectMode }: Fields): 'cover' | 'contain' =>
  aspectMode === 'cover' ? 'cover' : 'contain';

/** An icon: as high as the letters beside it, unless it says. */
export function iconLook(icon: Fields): Look {
  const height = textSize(icon['size']) ?? '16px';
  return { height, aspectRatio: String(ratioOf(icon['aspectRatio'])) };
}
