import { IMAGEMAP_WIDTH } from '../../messages/core/limits.js';

/** LINE's limits on pictures that it loads. Megabytes are read as a million bytes, so that either reading passes. */
export const PICTURE_BYTES_MAX = 10_000_000; // image message, imagemap, images in templates and Flex Messages
export const PREVIEW_BYTES_MAX = 1_000_000; // previewImageUrl
export const PREVIEW_SIDE_MAX = 1_024; // widest in templates and Flex Messages, so that a preview can stand there too
export const ICON_BYTES_MAX = 1_000_000; // sender's iconUrl
export const IMAGEMAP_WIDTHS = [240, 300, 460, 700, IMAGEMAP_WIDTH]; // what LINE asks for behind an imagemap's baseUrl

/** Ours: what one picture takes to decode stays at 160 MB. */
export const PIXELS_MAX = 40_000_000;
export const RENDERING_SECONDS_MAX = 30; // of one size; few kilobytes can hold much work
export const PICTURES_MAX = 2_000; // of a channel
