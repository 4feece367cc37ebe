import { InvalidInputError } from '../../errors.js';
import { Language } from '../../shared/language.js';

/** Where the images of a menu come from: one drawing that every language's texts are filled into, or a picture of each. */
export type ImageSource =
  { kind: 'drawing'; file: string } | { kind: 'pictures'; files: ReadonlyMap<Language, string> };

const DRAWING = 'image.svg';
const PICTURE = /^image(?:\.(?<language>[^.]+))?\.(?:png|jpe?g)$/;
const ALLOWED = 'image.svg, image.png or image.jpg for all languages, or image.<language>.png or .jpg for each';

/**
 * Chooses among the files of a menu's folder. Throws InvalidInputError that names the menu, the file and what is allowed:
 * two sources for one language, a language without any, a file for a language that the menu does not have.
 */
export function chooseImageSource(
  { name, languages }: { name: string; languages: readonly Language[] },
  filesInFolder: readonly string[],
): ImageSource {
  const refuse = (said: string) => new InvalidInputError('invalid_input', `Rich menu ${name}${said}.`);
  const files = filesInFolder
    .filter((file) => file.startsWith('image.'))
    .toSorted((one, other) => (one < other ? -1 : 1));
  const pictures = files.filter((file) => file !== DRAWING);
  for (const file of pictures) {
    const match = PICTURE.exec(file);
    if (!match) throw refuse(`: ${file} is no image that can be used; allowed are ${ALLOWED}`);
    const given = match.groups?.['language'];
    const language = Language.safeParse(given).data;
    if (given !== undefined && (language === undefined || !languages.includes(language)))
      throw refuse(`: ${file} is for the language ${given}, menu.json has ${languages.join(', ')}`);
  }
  if (files.includes(DRAWING)) {
    if (pictures.length > 0) throw refuse(`: has both ${DRAWING} and ${pictures.join(', ')}; keep one`);
    return { kind: 'drawing', file: DRAWING };
  }
  const chosen = languages.map((language) => {
    const found = pictures.filter((file) =>
      [language, undefined].includes(PICTURE.exec(file)?.groups?.['language'] as Language),
    );
    if (found.length > 1) throw refuse(` (${language}): has both ${found.join(' and ')}; keep one`);
    const [file] = found;
    if (file === undefined) throw refuse(` (${language}): has no image; allowed are ${ALLOWED}`);
    return [language, file] as const;
  });
  return { kind: 'pictures', files: new Map(chosen) };
}
