import { sealed } from './domains.js';
import type { SecretBox } from './infra/secret-box.js';

/** Seals everything anew that an earlier APP_SECRET sealed; how much of each kind that was. Running it again is harmless. */
export async function resealSecrets(secrets: SecretBox): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, reseal } of sealed) counts[name] = await reseal(secrets);
  return counts;
}
