import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { FeedbackModel } from './feedback.model.js';

export const holdings: HoldingDefinition[] = [holdingOf('feedback', FeedbackModel)];
