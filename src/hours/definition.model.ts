import { defineModel } from '../infra/mongo/model.js';
import { VERSION_FIELDS, VERSION_INDEXES, type Version } from '../infra/mongo/versions.js';
import type { Calendar } from './core/calendar.js';
import type { ServicePolicy } from './core/service-policy.js';

export const CalendarModel = defineModel<Version<Calendar>>('Calendar', 'calendars', VERSION_FIELDS, VERSION_INDEXES);
export const ServicePolicyModel = defineModel<Version<ServicePolicy>>(
  'ServicePolicy',
  'servicePolicies',
  VERSION_FIELDS,
  VERSION_INDEXES,
);
