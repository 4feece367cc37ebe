import { z } from 'zod';
import { SCOPES } from './core/permits.js';
import { MaskedFields } from './core/mask.js';
import { Permission } from './core/permission.js';
import { VISIBILITIES } from './core/rights.js';

export const CreateApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
});
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

export const PresentedApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.date(),
  revokedAt: z.date().nullable(),
});

const PERMISSIONS_MAX = 200;
const TEAMS_OF_A_PERSON_MAX = 50;
/** NIST SP 800-63B asks to take at least 64 characters; argon2 hashes any number, so the bound is on our work alone. */
const PASSWORD_INPUT_MAX = 200;

export const StaffId = z.string().min(1).max(40);
export const TeamId = z.string().min(1).max(40);
export const RoleKey = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be a lower-case letter, then letters and digits, at most 40');
/** An address, in lower case: one person has one. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254) // RFC 5321: the longest path without its brackets
  .pipe(z.email());
export const PersonName = z.string().trim().min(1).max(100);
export const PasswordInput = z.string().min(1).max(PASSWORD_INPUT_MAX);
/** Six digits of an authenticator, or a recovery code. */
export const CodeInput = z.string().trim().min(6).max(20);
export const LinkToken = z.string().min(20).max(100);

export const RoleInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  permissions: z.array(Permission).max(PERMISSIONS_MAX),
  visibility: z.enum(VISIBILITIES),
  maskedFields: MaskedFields.default([]),
});
export type RoleInput = z.infer<typeof RoleInput>;

export const PresentedRole = z.object({
  key: z.string(),
  name: z.string(),
  permissions: z.array(z.string()),
  visibility: z.enum(VISIBILITIES),
  maskedFields: z.array(z.string()),
  isBuiltIn: z.boolean(),
});

const TeamIds = z.array(TeamId).max(TEAMS_OF_A_PERSON_MAX);

export const InviteInput = z.strictObject({
  email: Email,
  name: PersonName,
  roleKey: RoleKey,
  teamIds: TeamIds.default([]),
});
export type InviteInput = z.input<typeof InviteInput>;

export const ChangeStaffInput = z
  .strictObject({ name: PersonName, roleKey: RoleKey, teamIds: TeamIds })
  .partial()
  .refine((given) => Object.keys(given).length > 0, 'must change something');
export type ChangeStaffInput = z.infer<typeof ChangeStaffInput>;

export const PresentedStaff = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roleKey: z.string(),
  teamIds: z.array(z.string()),
  state: z.enum(['invited', 'active', 'suspended']),
  createdAt: z.date(),
});

export const PresentedTeam = z.object({ id: z.string(), name: z.string(), createdAt: z.date() });

/** A link that sets a password: it works once, until it is over. Whoever made it brings it to the person. */
export const PresentedLink = z.object({ url: z.string(), expiresAt: z.date() });

export const SignInInput = z.strictObject({
  email: Email,
  password: PasswordInput,
  code: CodeInput.optional(),
});
export type SignInInput = z.input<typeof SignInInput>;

export const PresentedSession = z.object({
  staff: PresentedStaff,
  permissions: z.array(z.string()),
  visibility: z.enum(VISIBILITIES),
  maskedFields: z.array(z.string()),
  hasAuthenticator: z.boolean(),
  /** The role does nothing until an authenticator is enrolled. */
  mustEnrol: z.boolean(),
  csrfToken: z.string(),
});

const AUDIT_DAYS_DEFAULT = 730;
const AUDIT_DAYS_MAX = 3_650;

export const AccessSettings = z.strictObject({
  secondFactor: z.enum(['optional', 'required']).default('optional'),
  auditDays: z.number().int().min(30).max(AUDIT_DAYS_MAX).default(AUDIT_DAYS_DEFAULT),
});
export type AccessSettings = z.infer<typeof AccessSettings>;
