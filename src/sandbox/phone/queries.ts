import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { control } from './control.js';
import type { Menu, Place } from './world.js';

const EVERY_MS = 1_000;
const PEOPLE_EVERY_MS = 3_000;
const ENTRIES_SHOWN = 150;

/** What the simulator says, asked for each second while the page is looked at. */
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: () => control.bots(),
  refetchInterval: PEOPLE_EVERY_MS,
});

export const contactsQuery = (channelId: string, search: string) =>
  queryOptions({
    queryKey: ['contacts', channelId, search],
    queryFn: () => control.contacts({ channelId, search }),
    refetchInterval: PEOPLE_EVERY_MS,
    placeholderData: keepPreviousData,
  });

export const chatQuery = (place: Place) =>
  queryOptions({
    queryKey: ['chat', place.channelId, place.userId],
    queryFn: () => control.chat({ ...place, last: ENTRIES_SHOWN }),
    refetchInterval: EVERY_MS,
  });

export const personQuery = ({ userId }: Place) =>
  queryOptions({ queryKey: ['person', userId], queryFn: () => control.person(userId) });

export const menuQuery = (place: Place) =>
  queryOptions({
    queryKey: ['menu', place.channelId, place.userId],
    queryFn: async () => (await control.menu(place)) as Menu | null,
    refetchInterval: EVERY_MS,
  });

export const menuImageQuery = (channelId: string, richMenuId: string) =>
  queryOptions({
    queryKey: ['menu image', channelId, richMenuId],
    queryFn: async () => asAddress(await control.richMenuImage({ channelId, richMenuId })),
    staleTime: Infinity,
  });

export const contentQuery = (channelId: string, messageId: string) =>
  queryOptions({
    queryKey: ['content', channelId, messageId],
    queryFn: async () => asAddress(await control.content({ channelId, messageId })),
    staleTime: Infinity,
  });

export const eventsQuery = (place: Place) =>
  queryOptions({
    queryKey: ['events', place.channelId, place.userId],
    queryFn: () => control.events(place),
    refetchInterval: EVERY_MS,
  });

export const callsQuery = (place: Place) =>
  queryOptions({
    queryKey: ['calls', place.channelId, place.userId],
    queryFn: () => control.callsFor(place),
    refetchInterval: EVERY_MS,
  });

export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: () => control.now(),
  refetchInterval: EVERY_MS,
});

/** Bytes as an address that a picture can have; null when there are none. */
const asAddress = (content: { contentType: string; bytes: string } | null): string | null =>
  content === null ? null : `data:${content.contentType};base64,${content.bytes}`;
