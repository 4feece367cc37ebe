// The questions of a survey, inside LINE: one after the other, with a way back, until thanks.
import { element } from './element.js';
import { createQuestion } from './survey-question.js';
import { TEXTS } from './survey-texts.js';
import { beginVisit, chooseLanguage, Refusal, signIn } from './visit.js';

const page = document.getElementById('page');
const said = document.getElementById('said');
const ASKING_MAX = 60;
const asking = (new URLSearchParams(location.search).get('asking') || '-').slice(0, ASKING_MAX);
let texts;
speak(chooseLanguage(navigator.language));

function speak(language) {
  texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = texts.title;
}

function say(text, isBad = false) {
  said.textContent = text;
  said.dataset.kind = isBad ? 'bad' : 'good';
}

/** Shows something new, and tells it to who listens instead of looking. */
function show(focused, ...parts) {
  page.removeAttribute('aria-busy');
  page.replaceChildren(...parts.filter(Boolean));
  scrollTo(0, 0);
  focused.focus({ preventScroll: true });
}

/** A page that says one thing, with what can be done about it. */
function tell(title, more, ...actions) {
  const heading = element('h1', { tabindex: '-1' }, title);
  show(heading, element('div', { class: 'card told' }, heading, more && element('p', {}, more), ...actions));
}

const button = (text, onclick) => element('button', { type: 'button', class: 'primary', onclick }, text);

function createSurvey(visit, language) {
  let view;
  /** Which of the answered questions is shown again; as many as were answered is the one that is asked now. */
  let place;
  let isSending = false;
  /** What is on its way: sent again it is the same answer, not another one. */
  let sent = { what: null, answerId: null };

  function present(next, at = next.answered?.length ?? 0) {
    view = next;
    place = at;
    if (view.state === 'over') return tell(texts.over, texts.overMore, button(texts.close, close));
    if (view.state === 'full') return tell(texts.full, texts.fullMore, button(texts.close, close));
    if (view.state === 'finished' && place >= view.answered.length) return thank();
    ask();
  }

  function thank() {
    const heading = element('h1', { tabindex: '-1', lang: view.words.language }, view.words.text);
    const first = view.answered.findIndex(({ mayChange }) => mayChange);
    const change =
      first < 0 ? null : element('button', { type: 'button', onclick: () => present(view, first) }, texts.change);
    show(
      heading,
      element('div', { class: 'card told' }, heading, button(texts.close, close)),
      change && element('div', { class: 'actions' }, change),
    );
  }

  function ask() {
    const answered = view.answered[place];
    const question = answered?.question ?? view.question;
    const isBackOpen = view.answered[place - 1]?.mayChange ?? false;
    const { done, left } = view.progress ?? { done: view.answered.length, left: 0 };
    const { form, heading } = createQuestion({
      texts,
      isLast: !answered && left === 1,
      question,
      value: answered?.value ?? null,
      give: (value) => answer(question.key, value),
      back: isBackOpen ? () => present(view, place - 1) : null,
      say,
    });
    const now = (answered ? place : done) + 1;
    const label = texts.progress(now, done + left);
    show(
      heading,
      element('p', { class: 'hint' }, label),
      element('progress', { max: done + left, value: now - 1, 'aria-label': label }),
      view.isAnonymous && element('p', { class: 'hint' }, texts.anonymous),
      element('div', { class: 'card' }, form),
    );
  }

  async function answer(question, value) {
    if (isSending) return;
    const what = JSON.stringify([question, value]);
    const before = view.answered[place];
    say('');
    if (before && what === JSON.stringify([question, before.value])) return present(view, place + 1);
    if (sent.what !== what) sent = { what, answerId: aRandomId() };
    isSending = true;
    page.setAttribute('aria-busy', 'true');
    try {
      const { outcome, page: next } = await visit.post('surveys/answer', {
        asking,
        language,
        answerId: sent.answerId,
        question,
        value,
      });
      sent = { what: null, answerId: null };
      present(next, Math.min(before ? place + 1 : Infinity, next.answered?.length ?? 0));
      if (outcome === 'late' && next.state !== 'over') say(texts.tooLate, true);
      if (outcome === 'refused' && next.state !== 'full') say(texts.movedOn, true);
    } catch (error) {
      page.removeAttribute('aria-busy');
      if (!explain(error)) say(texts.failed, true);
    } finally {
      isSending = false;
    }
  }

  return { present };
}

const aRandomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const close = () => window.liff.closeWindow();

/** Shows what a refusal of the server means, where that ends the visit. */
function explain(error) {
  if (!(error instanceof Refusal)) return false;
  const addUrl = error.details?.addUrl;
  if (error.code === 'unauthorized') tell(texts.expired, null, button(texts.close, close));
  else if (error.code === 'not_found') tell(texts.notYours, texts.notYoursMore);
  else if (error.code === 'conflict' && addUrl !== undefined)
    tell(texts.notFriend, null, addUrl && element('a', { class: 'primary', href: addUrl }, texts.addFriend));
  else return false;
  return true;
}

async function open() {
  if (!window.liff) return tell(texts.notInLine, texts.notInLineMore);
  const visit = await beginVisit(() => tell(texts.notInLine, texts.notInLineMore, button(texts.signIn, signIn)));
  const { language } = visit;
  speak(language);
  createSurvey(visit, language).present(await visit.post('surveys/read', { asking, language }));
}

open().catch((error) => {
  if (!explain(error))
    tell(
      texts.failed,
      null,
      button(texts.again, () => location.reload()),
    );
});
