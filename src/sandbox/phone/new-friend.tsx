import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import style from './app.module.css';
import { control } from './control.js';
import { LANGUAGES } from '../../shared/shown-languages.js';
import { shownLanguage } from './language/languages.js';

const NAME_LENGTH_MAX = 20; // LINE's own for a display name

/** Makes a person who adds the account at once. */
export function NewFriend({ channelId, onMade }: { channelId: string; onMade: (userId: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [displayName, setDisplayName] = useState('');
  const [language, setLanguage] = useState(shownLanguage());
  const making = useMutation({
    mutationFn: async () => {
      const { userId } = await control.addPerson({ displayName, language });
      await control.follow({ channelId, userId, webhook: { background: true } });
      return userId;
    },
    onSuccess: async (userId) => {
      onMade(userId);
      await queries.invalidateQueries({ queryKey: ['contacts'] });
    },
  });
  return (
    <form
      className={style['newFriend']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!making.isPending) making.mutate();
      }}
    >
      <label>
        {t('people.name')}
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
          autoFocus
          required
          maxLength={NAME_LENGTH_MAX}
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
        />
      </label>
      <label>
        {t('people.language')}
        <select value={language} onChange={(event) => setLanguage(event.target.value)}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={style['primary']} disabled={displayName.trim() === '' || making.isPending}>
        {t('people.create')}
      </button>
      {making.error && <p role="alert">{t('notice.failed', { reason: making.error.message })}</p>}
    </form>
  );
}
