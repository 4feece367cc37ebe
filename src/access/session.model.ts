import { defineModel } from '../infra/mongo/model.js';

/** Somebody who is signed in with one browser. The token is the browser's alone. */
export interface Session {
  _id: string;
  /** Keyed hash of the token. */
  fingerprint: string;
  staffId: string;
  /** How they showed who they are. A provider of sign-ins answers for its own second factor. */
  way: 'password' | 'oidc';
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  seenAt: Date;
  /** Over at this time, used or not. */
  endsAt: Date;
}

export const SessionModel = defineModel<Session>(
  'Session',
  'sessions',
  {
    fingerprint: String,
    staffId: String,
    way: String,
    address: String,
    userAgent: String,
    createdAt: Date,
    seenAt: Date,
    endsAt: Date,
  },
  [
    [{ fingerprint: 1 }, { unique: true }],
    [{ staffId: 1, createdAt: -1 }],
    [{ endsAt: 1 }, { expireAfterSeconds: 0, name: 'over' }],
  ],
);
