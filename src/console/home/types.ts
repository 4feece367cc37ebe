import type { z } from 'zod';
import type { PresentedStates } from '../../campaigns/schemas.js';
import type { PresentedCounts } from '../../feedback/schemas.js';
import type { PresentedWaiting } from '../../inbox/schemas.js';
import type { PresentedFlows, PresentedLifecycle } from '../../lifecycle/schemas.js';
import type { PresentedReport } from '../../reports/schemas.js';
import type { PresentedSatisfaction } from '../../surveys/schemas.js';
import type { Wire } from '../api/wire.js';

type Answer<Schema extends z.ZodType> = Wire<z.infer<Schema>>;

export type CampaignStates = Answer<typeof PresentedStates>;
export type FeedbackCounts = Answer<typeof PresentedCounts>;
export type Flows = Answer<typeof PresentedFlows>;
export type InboxReport = Answer<typeof PresentedReport>;
export type Lifecycle = Answer<typeof PresentedLifecycle>;
export type Satisfaction = Answer<typeof PresentedSatisfaction>;
export type Waiting = Answer<typeof PresentedWaiting>;
