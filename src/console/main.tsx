import '@fontsource-variable/inter/wght.css';
import './parts/components.css';
import './parts/tokens.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/queries.js';
import { startLanguage } from './language/languages.js';
import { theme } from './parts/theme.js';
import { router } from './shell/router.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the console.');

await startLanguage();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-left" />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

void import('./parts/fonts.js');
