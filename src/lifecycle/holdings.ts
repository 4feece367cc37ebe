import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { HealthPointModel } from './health-point.model.js';

export const holdings: HoldingDefinition[] = [
  {
    ...holdingOf('healthHistory', HealthPointModel),
    // A trend is that of one record: points of another one between them would tell of falls and rises that never were.
    async move() {},
    async moveBack() {},
  },
];
