import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Load, Presence } from './core/agent.js';

/** Somebody of the staff who takes conversations; `_id` is their staff id. */
export interface Agent extends Presence, Load {
  _id: string;
  skills: string[];
  /** Counts every change of what counts against their capacity; absent before the first. */
  loadRev?: number;
  /** Their turn: whoever was given one longest ago is next. */
  lastGivenAt: Date;
  /** When to see whether what they have is still theirs; absent while they have nothing. */
  checkAt?: Date;
  createdAt: Date;
}

export const AgentModel = defineModel<Agent>(
  'Agent',
  'agents',
  {
    capacity: Number,
    skills: [String],
    availability: String,
    availabilityAt: Date,
    seenAt: Date,
    holding: [String],
    weights: Anything,
    reserved: [Anything],
    loadRev: Number,
    lastGivenAt: Date,
    checkAt: Date,
    createdAt: Date,
  },
  [[{ availability: 1, lastGivenAt: 1 }], [{ holding: 1 }], [{ checkAt: 1 }, { sparse: true }]],
);
