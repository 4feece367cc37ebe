/** What somebody wrote into a field of a form; nothing when the form has no such field. */
export function textOf(form: HTMLFormElement, name: string): string {
  const given = new FormData(form).get(name);
  return typeof given === 'string' ? given : '';
}
