import '@fontsource-variable/inter/wght.css';
import './tokens.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { startLanguage } from './language/languages.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the phone.');

// The simulator runs on this machine: what it did not answer a second ago is asked again a second later.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });

await startLanguage();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
