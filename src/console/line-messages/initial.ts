/** The first letter of a name, or what stands for one such as a flag, to show where there is no picture. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toUpperCase() ?? '';
}
