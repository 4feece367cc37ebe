import { defineModel } from '../infra/mongo/model.js';

/** How often somebody tried to sign in to one account, or from one address of the network, since the window began. */
export interface SignInTries {
  /** `account/<keyed hash>` or `address/<address>`. */
  _id: string;
  count: number;
  until: Date;
}

export const SignInTriesModel = defineModel<SignInTries>('SignInTries', 'signInTries', { count: Number, until: Date }, [
  [{ until: 1 }, { expireAfterSeconds: 0, name: 'over' }],
]);
