const LENGTH_MIN = 12;
const NAME_PART_MIN = 4; // shorter parts of a name occur in good passwords by chance

/** Why a password is not taken; null when it is. Length is what counts (NIST SP 800-63B), and that it is not who it is of. */
export function passwordProblem(password: string, { email, name }: { email: string; name: string }): string | null {
  if (Array.from(password).length < LENGTH_MIN) return `must have at least ${LENGTH_MIN} characters`;
  if (new Set(password).size < NAME_PART_MIN) return 'must not repeat the same few characters';
  const isTheirs = withoutKnown(password.toLowerCase(), { email, name }).length < LENGTH_MIN / 2;
  return isTheirs ? 'must not be the address or name of the person' : null;
}

/** What is left of a password once every part of the person's address and name is taken out. */
function withoutKnown(password: string, { email, name }: { email: string; name: string }): string {
  const parts = [email, ...email.split(/[@.]/), name, ...name.split(/\s+/)];
  return parts
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= NAME_PART_MIN)
    .reduce((left, part) => left.replaceAll(part, ''), password);
}
