import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { ApiError } from './client.js';
import { openLive, type Live, type LiveEvent, type LiveState } from './live.js';
import { sessionQuery } from '../session/session.js';

const LiveContext = createContext<Live | null>(null);

/** Listens to a channel for everything inside. */
export function LiveProvider({ channelId, children }: { channelId: string; children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    const opened = openLive(channelId, async () => {
      try {
        await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
        return true;
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 401)) return true;
        window.location.assign('/sign-in');
        return false;
      }
    });
    setLive(opened);
    return () => opened.close();
  }, [channelId, client]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Calls back with what happens, for as long as the component is shown. */
export function useLive(listener: (event: LiveEvent) => void): void {
  const live = useContext(LiveContext);
  useEffect(() => live?.listen(listener), [live, listener]);
}

/** Whether the console hears what happens at this moment. */
export function useLiveState(): LiveState {
  const live = useContext(LiveContext);
  return useSyncExternalStore(
    (listener) => live?.onState(listener) ?? (() => {}),
    () => live?.state() ?? 'connecting',
  );
}
