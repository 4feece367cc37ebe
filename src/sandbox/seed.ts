import {
  ADD_LINKS,
  AUTO_RESPONSES,
  CHECK_IN,
  ITEMS,
  MENU_RULES,
  PERSONAS,
  POINT_RULES,
  REFERRAL_PROGRAM,
  SEGMENTS,
  SERVICE_SURVEY,
  TAG_RULES,
  TAGS,
  TIER_PROGRAM,
} from './brand.js';
import { liffIdOf } from './secrets.js';
import type { System } from './system.js';

/** Sets the brand up through the API, once, on the stages that every channel starts with: a second start finds it there. */
export async function seedBrand({ api, secrets, line }: System): Promise<void> {
  await line.control.addPeople(PERSONAS.map((persona) => ({ ...persona })));
  await api.patch(`/api/v1/channels/${secrets.channelId}`, { liffId: liffIdOf(secrets) });
  const { tags } = await api.get<{ tags: unknown[] }>('/api/v1/tags');
  if (tags.length > 0) return;
  await api.patch(`/api/v1/channels/${secrets.channelId}`, {
    name: 'Scooters',
    loginChannelId: secrets.loginChannelId,
    basicId: '@scooters',
  });
  for (const response of AUTO_RESPONSES) await api.post('/api/v1/auto-responses', response);
  for (const name of ADD_LINKS) await api.post('/api/v1/add-links', { name });
  await api.post('/api/v1/surveys', SERVICE_SURVEY);
  for (const tag of TAGS) await api.post('/api/v1/tags', tag);
  for (const rule of TAG_RULES) await api.post('/api/v1/tag-rules', rule);
  for (const segment of SEGMENTS) await api.post('/api/v1/segments', segment);
  for (const rule of POINT_RULES) await api.post('/api/v1/point-rules', rule);
  await api.put('/api/v1/check-in', CHECK_IN);
  await api.put('/api/v1/referral-program', REFERRAL_PROGRAM);
  await api.put('/api/v1/tier-program', TIER_PROGRAM);
  await api.put('/api/v1/menu-rules', MENU_RULES);
  await api.post('/api/v1/items', { items: ITEMS });
}
