import { Anything, defineModel } from '../infra/mongo/model.js';

/** The authenticator of a person. Not `confirmedAt` yet: enrolment was begun and nothing is asked for. */
export interface Authenticator {
  sealedSecret: string;
  confirmedAt: Date | null;
  /** The latest time step of which a code was taken: none of it or before is taken again. */
  lastStep: number;
}

/** How a person shows who they are; kept apart from the account, so that no answer about people can hold it. */
export interface Credential {
  /** Id of the person. */
  _id: string;
  /** argon2id, with its parameters; null for who only comes by OIDC. */
  passwordHash: string | null;
  passwordAt: Date | null;
  /** The person at the provider of sign-ins who was the first to come under the address. */
  oidcSubject?: string | null;
  authenticator: Authenticator | null;
  /** Keyed hashes of the recovery codes that are left. */
  recoveryFingerprints: string[];
}

export const CredentialModel = defineModel<Credential>('Credential', 'credentials', {
  passwordHash: String,
  passwordAt: Date,
  oidcSubject: String,
  authenticator: Anything,
  recoveryFingerprints: [String],
});
