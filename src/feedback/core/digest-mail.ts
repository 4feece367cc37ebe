import type { Language } from '../../shared/language.js';
import type { digestOf } from './digest.js';

type Digest = ReturnType<typeof digestOf>;

const WORDS: Record<Language, Record<'subject' | 'open' | 'overdue' | 'new' | 'fixed' | 'due', string>> = {
  'zh-TW': {
    subject: '意見回饋週報',
    open: '處理中',
    overdue: '已逾期',
    new: '本週新增',
    fixed: '本週已解決',
    due: '期限',
  },
  ja: {
    subject: 'ご意見の週報',
    open: '未対応',
    overdue: '期限超過',
    new: '今週の新規',
    fixed: '今週の解決',
    due: '期限',
  },
  en: { subject: 'Feedback of the week', open: 'Open', overdue: 'Overdue', new: 'New', fixed: 'Fixed', due: 'due' },
  th: {
    subject: 'สรุปความคิดเห็นประจำสัปดาห์',
    open: 'รอดำเนินการ',
    overdue: 'เกินกำหนด',
    new: 'ใหม่สัปดาห์นี้',
    fixed: 'แก้ไขแล้วสัปดาห์นี้',
    due: 'กำหนด',
  },
};

const LINE_MAX = 200;

/** A digest as a mail in plain text. */
export function digestMail(department: string, digest: Digest, language: Language): { subject: string; text: string } {
  const words = WORDS[language];
  const counts = [
    `${words.open}: ${digest.openCount}`,
    `${words.overdue}: ${digest.overdueCount}`,
    `${words.new}: ${digest.newCount}`,
    `${words.fixed}: ${digest.fixedCount}`,
  ];
  const items = digest.items.map(({ id, text, category, dueAt, isOverdue }) => {
    const due = dueAt ? `, ${words.due} ${dueAt.toISOString().slice(0, 10)}` : '';
    return `${isOverdue ? '! ' : '- '}${inALine(text)}${category ? ` [${category}]` : ''}${due} (${id})`;
  });
  return { subject: `${words.subject}: ${department}`, text: [...counts, '', ...items].join('\n') };
}

/** What friends write in their own words has lines of its own, and may be long. */
function inALine(text: string): string {
  const line = Array.from(text.replaceAll(/\s+/g, ' '));
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX - 1).join('')}…` : line.join('');
}
