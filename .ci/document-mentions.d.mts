export interface Mention {
  kind: 'path' | 'link' | 'script';
  value: string;
  line: number;
}
export function documentMentions(markdown: string): Mention[];
