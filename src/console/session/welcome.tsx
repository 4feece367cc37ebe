import { Button, PasswordInput, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, request } from '../api/client.js';
import { textOf } from '../parts/form.js';
import { DoorPage } from './door-page.js';
import { acceptLink } from './session.js';

interface Opened {
  purpose: 'invitation' | 'reset';
  email: string;
  name: string;
}

/** Where the link of an invitation or a reset leads: its token stands behind the `#`, which no server is told. */
export function Welcome() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const token = window.location.hash.slice(1);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const link = useQuery({
    queryKey: ['session', 'link', token],
    queryFn: () => request<Opened>('POST', '/session/link', { body: { token } }),
    retry: false,
  });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await acceptLink({ token, password: textOf(event.currentTarget, 'password') });
      await navigate({ to: '/' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  if (link.isPending)
    return (
      <DoorPage title={t('welcome.title')}>
        <Skeleton h={120} />
      </DoorPage>
    );
  if (link.isError)
    return (
      <DoorPage title={t('welcome.over')}>
        <p>{t('welcome.overHint')}</p>
      </DoorPage>
    );
  return (
    <DoorPage title={t(link.data.purpose === 'reset' ? 'welcome.resetTitle' : 'welcome.title')}>
      <form onSubmit={(event) => void submit(event)}>
        <p>{t('welcome.for', { name: link.data.name, email: link.data.email })}</p>
        <input type="text" name="username" autoComplete="username" value={link.data.email} readOnly hidden />
        <PasswordInput
          name="password"
          label={t('welcome.password')}
          description={t('welcome.passwordHint')}
          autoComplete="new-password"
          minLength={12}
          required
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        {problem !== null && (
          <p role="alert" data-problem>
            {problem}
          </p>
        )}
        <Button type="submit" loading={isBusy} fullWidth mt="lg">
          {t('welcome.submit')}
        </Button>
      </form>
    </DoorPage>
  );
}
