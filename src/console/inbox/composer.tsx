import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AnswerContentInput } from '../../inbox/core/answer.js';
import type { CannedResponseInput, PresentedAnswer } from '../../inbox/schemas.js';
import { ApiError, request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { useKeys } from '../parts/keys.js';
import { useSession } from '../session/session.js';
import { CannedMenu } from './canned-menu.js';
import classes from './composer.module.css';
import { CostHint } from './cost-hint.js';
import type { Thread } from './patch-thread.js';
import { refreshThread, threadQuery } from './queries.js';
import { matchingCanned } from './matching-canned.js';
import { ScheduledList, scheduledKey } from './scheduled.js';
import type { Conversation } from './types.js';
import type { Acts } from './use-acts.js';

type Canned = Wire<z.infer<typeof CannedResponseInput>> & { id: string; usedCount: number };

const ComposerTools = lazy(async () => ({ default: (await import('./composer-tools.js')).ComposerTools }));

const KEPT_AFTER_MS = 1_000;
const TEXT_MAX = 5_000;
const ROWS = { minRows: 2, maxRows: 8 };

/** Where one answers, free while LINE takes a reply, or writes a note that staff alone see. What is half written is kept. */
export function Composer({
  conversation,
  acts,
  onTyping,
}: {
  conversation: Conversation;
  acts: Acts;
  onTyping(isTyping: boolean): void;
}) {
  const { t } = useTranslation();
  const { id, channelId } = conversation;
  const { staff } = useSession();
  const client = useQueryClient();
  const [mode, setMode] = useState<'answer' | 'note'>('answer');
  const [text, setText] = useDraft(id, staff.id);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const { data: canned = [] } = useQuery({
    queryKey: ['canned', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ cannedResponses: Canned[] }>('GET', '/inbox/canned-responses', { query: { channelId }, signal }))
        .cannedResponses,
  });
  const offered = mode === 'answer' ? matchingCanned(canned, text) : [];

  useKeys({ r: () => box.current?.focus() });
  const isTyping = mode === 'answer' && text !== '';
  useEffect(() => onTyping(isTyping), [isTyping, onTyping]);

  const answer = async (content: AnswerContentInput) => {
    const shown = client.getQueryData<Thread>(threadQuery(id, undefined).queryKey);
    const seenUntil = shown?.lines.at(-1)?.place;
    const { conversation: changed } = await request<Wire<z.infer<typeof PresentedAnswer>>>(
      'POST',
      `/conversations/${id}/messages`,
      { body: { id: crypto.randomUUID(), content, ...(seenUntil === undefined ? {} : { seenUntil }) } },
    );
    acts.show(changed);
  };
  const send = async (work: () => Promise<unknown>) => {
    setSending(true);
    setProblem(null);
    try {
      await work();
      setText('');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
      if (error.code === 'conflict') await refreshThread(client, id);
    } finally {
      setSending(false);
      await refreshThread(client, id);
      box.current?.focus();
    }
  };
  const submit = () => {
    const said = text.trim();
    if (said === '' || isSending) return;
    void send(() =>
      mode === 'note'
        ? request('POST', `/conversations/${id}/notes`, { body: { text: said } })
        : answer({ text: said }),
    );
  };
  const schedule = async (sendAt: Date) => {
    await request('POST', `/conversations/${id}/scheduled-messages`, {
      body: { id: crypto.randomUUID(), content: { text: text.trim() }, sendAt },
    });
    await client.invalidateQueries({ queryKey: scheduledKey(id) });
  };
  /** What is sent beside a text leaves the text as it is. */
  const sendBeside = async (content: AnswerContentInput) => {
    const kept = text;
    await send(() => answer(content));
    setText(kept);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') box.current?.blur();
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const [first] = offered;
    if (first && !event.shiftKey) {
      event.preventDefault();
      void send(() => answer({ cannedResponse: first.id }));
    } else if (event.metaKey || event.ctrlKey) {
      event.preventDefault();
      submit();
    }
  };

  if (conversation.leftGroupAt !== null)
    return <footer className={classes.composer}>{t('inbox.composer.left')}</footer>;
  return (
    <footer className={classes.composer} data-note={mode === 'note' || undefined}>
      <div className={classes.top}>
        <SegmentedControl
          size="xs"
          classNames={{ root: classes.mode ?? '' }}
          value={mode}
          onChange={(value) => setMode(value)}
          data={[
            { value: 'answer', label: t('inbox.composer.answer') },
            { value: 'note', label: t('inbox.composer.note') },
          ]}
        />
        {mode === 'answer' ? <CostHint conversation={conversation} /> : <span>{t('inbox.composer.noteHint')}</span>}
      </div>
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
      <ScheduledList conversationId={id} />
      <CannedMenu offered={offered} onChoose={(chosen) => void send(() => answer({ cannedResponse: chosen.id }))} />
      <Textarea
        ref={box}
        autosize
        {...ROWS}
        maxLength={TEXT_MAX}
        aria-label={t(`inbox.composer.${mode}`)}
        placeholder={t(mode === 'answer' ? 'inbox.composer.placeholder' : 'inbox.composer.notePlaceholder')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.bottom}>
        {mode === 'answer' && (
          <Suspense>
            <ComposerTools
              text={text}
              onInsert={(inserted) => {
                setText(`${text}${inserted}`);
                box.current?.focus();
              }}
              onAnswer={(content) => void sendBeside(content)}
              onSchedule={(sendAt) => void send(() => schedule(sendAt))}
            />
          </Suspense>
        )}
        <small>{t('inbox.composer.keys')}</small>
        <Button size="xs" loading={isSending} disabled={text.trim() === ''} onClick={submit}>
          {t(mode === 'note' ? 'inbox.composer.write' : 'inbox.composer.send')}
        </Button>
      </div>
    </footer>
  );
}

/** What one began to write to a friend: kept on the server, so that another browser and colleagues find it. */
function useDraft(id: string, staffId: string): [string, (text: string) => void] {
  const [text, setText] = useState('');
  const isTouched = useRef(false);
  const { data: kept } = useQuery({
    queryKey: ['draft', id],
    queryFn: async ({ signal }) => {
      const { drafts } = await request<{ drafts: { staffId: string; text: string }[] }>(
        'GET',
        `/conversations/${id}/draft`,
        { signal },
      );
      return drafts.find((draft) => draft.staffId === staffId)?.text ?? '';
    },
    gcTime: 0,
    staleTime: Infinity,
  });
  useEffect(() => {
    if (kept !== undefined && kept !== '' && !isTouched.current) setText(kept);
  }, [kept]);
  useEffect(() => {
    if (!isTouched.current) return undefined;
    const timer = setTimeout(() => {
      const keep =
        text.trim() === ''
          ? request('DELETE', `/conversations/${id}/draft`)
          : request('PUT', `/conversations/${id}/draft`, { body: { text } });
      keep.catch(() => {});
    }, KEPT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id, text]);
  const write = (next: string) => {
    isTouched.current = true;
    setText(next);
  };
  return [text, write];
}
