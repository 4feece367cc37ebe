import type { z } from 'zod';
import type { PresentedFriend } from '../../friends/schemas.js';
import type { PresentedOperation } from '../../operations/schemas.js';
import type { Wire } from '../api/wire.js';

export type Friend = Wire<z.infer<typeof PresentedFriend>>;
export type Operation = Wire<z.infer<typeof PresentedOperation>>;
