import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.js';

const FRESH_MS = 30_000;
const TRIES_MAX = 2;

/** What was read of the server. An answer that says no is final; a server that did not answer is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < TRIES_MAX && !(error instanceof ApiError && error.status in REFUSALS),
      refetchOnWindowFocus: false,
    },
  },
});

const REFUSALS = { 400: true, 401: true, 403: true, 404: true, 409: true, 422: true, 429: true };
