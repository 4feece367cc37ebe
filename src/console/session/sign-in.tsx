import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, request } from '../api/client.js';
import { textOf } from '../parts/form.js';
import { DoorPage } from './door-page.js';
import { signIn } from './session.js';

const route = getRouteApi('/sign-in');

/** Where people sign in, by password or by the brand's own sign-in. */
export function SignIn() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const router = useRouter();
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { data: ways } = useQuery({
    queryKey: ['session', 'ways'],
    queryFn: () => request<{ oidc: boolean }>('GET', '/session/ways'),
  });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const code = textOf(form, 'code');
    setBusy(true);
    setProblem(null);
    try {
      await signIn({
        email: textOf(form, 'email'),
        password: textOf(form, 'password'),
        ...(code ? { code } : {}),
      });
      router.history.replace(next ?? '/');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'code_needed') setCodeNeeded(true);
      else setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <DoorPage title={t('signIn.title')}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput name="email" type="email" label={t('signIn.email')} autoComplete="username" required autoFocus />
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          mt="sm"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        {isCodeNeeded && (
          <TextInput
            name="code"
            label={t('signIn.code')}
            description={t('signIn.codeHint')}
            autoComplete="one-time-code"
            mt="sm"
            required
            autoFocus
          />
        )}
        {problem !== null && (
          <p role="alert" data-problem>
            {problem}
          </p>
        )}
        <Button type="submit" loading={isBusy} fullWidth mt="lg">
          {t('signIn.submit')}
        </Button>
        {ways?.oidc === true && (
          <Button component="a" href="/api/v1/session/oidc" variant="default" fullWidth mt="sm">
            {t('signIn.oidc')}
          </Button>
        )}
      </form>
    </DoorPage>
  );
}
