type Length = string;
type Colour = string;

/** All the CSS that a Flex Message can come to: nothing else of what an account sends reaches a page's style. */
export interface Look {
  display?: 'flex' | '-webkit-box';
  boxSizing?: 'border-box';
  flexDirection?: 'row' | 'column';
  flex?: string;
  alignItems?: string;
  alignSelf?: string;
  justifyContent?: string;
  position?: 'relative' | 'absolute';
  top?: Length;
  bottom?: Length;
  insetInlineStart?: Length;
  insetInlineEnd?: Length;
  width?: Length;
  minWidth?: number;
  maxWidth?: Length;
  height?: Length;
  maxHeight?: Length;
  aspectRatio?: string;
  marginTop?: Length;
  marginInlineStart?: Length;
  paddingTop?: Length;
  paddingBottom?: Length;
  paddingInlineStart?: Length;
  paddingInlineEnd?: Length;
  overflow?: 'hidden';
  borderRadius?: Length;
  border?: string;
  backgroundColor?: Colour;
  backgroundImage?: string;
  color?: Colour;
  fontSize?: Length;
  fontWeight?: 400 | 700;
  fontStyle?: 'italic' | 'normal';
  textDecoration?: string;
  textAlign?: 'start' | 'center' | 'end';
  textOverflow?: 'ellipsis';
  lineHeight?: string | number;
  whiteSpace?: 'nowrap' | 'pre-wrap';
  overflowWrap?: 'anywhere';
  WebkitBoxOrient?: 'vertical';
  WebkitLineClamp?: number;
}
