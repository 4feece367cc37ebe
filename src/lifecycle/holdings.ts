import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { HealthPointModel } from './health-point.model.js';

export const holdings: HoldingDefinition[] = [holdingOf('healthHistory', HealthPointModel)];
