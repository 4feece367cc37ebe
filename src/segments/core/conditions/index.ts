import { eventCondition, lastActiveCondition, sequenceCondition } from './activity.js';
import { attributeCondition } from './attribute.js';
import {
  campaignCondition,
  campaignsCondition,
  conversationCondition,
  ordersCondition,
  surveyCondition,
} from './history.js';
import {
  activityStatusCondition,
  healthCondition,
  rfmCondition,
  segmentCondition,
  stageCondition,
} from './lifecycle.js';
import { pointsCondition, tierCondition } from './membership.js';
import {
  blacklistCondition,
  consentCondition,
  everyoneCondition,
  followedCondition,
  friendPathCondition,
  languageCondition,
  ownerCondition,
  randomCondition,
  standingCondition,
} from './person.js';
import { tagCondition } from './tag.js';
import { topInterestCondition } from './top-interest.js';

/** Every kind of condition of the grammar. */
export const CONDITIONS = [
  tagCondition,
  topInterestCondition,
  stageCondition,
  activityStatusCondition,
  healthCondition,
  rfmCondition,
  segmentCondition,
  standingCondition,
  attributeCondition,
  ordersCondition,
  eventCondition,
  sequenceCondition,
  lastActiveCondition,
  followedCondition,
  campaignCondition,
  campaignsCondition,
  surveyCondition,
  conversationCondition,
  consentCondition,
  blacklistCondition,
  ownerCondition,
  tierCondition,
  pointsCondition,
  friendPathCondition,
  languageCondition,
  randomCondition,
  everyoneCondition,
] as const;
