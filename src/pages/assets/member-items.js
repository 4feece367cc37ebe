import { createDays } from './days.js';
import { element, field, form } from './element.js';

/** What a friend owns, and the ways to prove more. `visit` asks the server, `say` tells what came of it. */
export function createItems({ visit, texts, language, say }) {
  const section = element('section', { 'aria-labelledby': 'items-title' });
  const { day, date } = createDays(language);

  /** Shows what the server said. */
  function show(garage) {
    section.replaceChildren(
      element('h2', { id: 'items-title' }, texts.items),
      ...(garage.items.length > 0
        ? [element('ul', { class: 'cards' }, garage.items.map(card))]
        : [element('p', { class: 'empty' }, texts.noItems)]),
      ...garage.waiting.map(({ serial }) => element('p', { class: 'waiting' }, texts.waiting(serial))),
      proofs(garage.ways),
    );
  }

  function card({ serial, model, boughtOn, warrantyUntil, since }) {
    const isCovered = warrantyUntil !== null && new Date(`${warrantyUntil}T23:59:59`) >= new Date();
    const facts = [
      boughtOn === null ? texts.since(day(since)) : texts.boughtOn(date(boughtOn)),
      warrantyUntil === null ? null : (isCovered ? texts.warranty : texts.warrantyOver)(date(warrantyUntil)),
    ];
    const actions = element('div', { class: 'actions' });
    const offer = () =>
      actions.replaceChildren(element('button', { type: 'button', class: 'quiet', onclick: ask }, texts.release));
    const ask = () => {
      const keep = element('button', { type: 'button', class: 'quiet', onclick: offer }, texts.no);
      const give = element('button', { type: 'button', class: 'danger', onclick: () => release(serial) }, texts.yes);
      actions.replaceChildren(element('p', {}, texts.releaseAsk(serial)), keep, give);
      keep.focus();
    };
    offer();
    return element(
      'li',
      {},
      element('h3', {}, model),
      element('p', { class: 'serial' }, serial),
      ...facts.filter((fact) => fact !== null).map((fact) => element('p', { class: 'fact' }, fact)),
      actions,
    );
  }

  async function release(serial) {
    try {
      show(await visit.post('items/release', { serial }));
      say(texts.released);
    } catch (error) {
      say(error);
    }
  }

  function proofs(ways) {
    const offered = [
      ['code', texts.byCode, byCode],
      ...(ways.phone ? [['phone', texts.byPhone, byPhone]] : []),
      ...(ways.accountLink ? [['account', texts.byAccount, byAccount]] : []),
      ['staff', texts.byStaff, byStaff],
    ];
    const panel = element('div', { class: 'panel' });
    const choose = ([name, , build]) => {
      for (const button of buttons.children) button.setAttribute('aria-pressed', String(button.value === name));
      panel.replaceChildren(build());
    };
    const buttons = element(
      'div',
      { class: 'ways', role: 'group', 'aria-label': texts.add },
      offered.map((way) => element('button', { type: 'button', value: way[0], onclick: () => choose(way) }, way[1])),
    );
    choose(offered[0]);
    return element('div', { class: 'proofs' }, element('h3', {}, texts.add), buttons, panel);
  }

  const settle = ({ outcome, garage }) => {
    if (outcome !== 'refused') show(garage);
    say(texts[outcome], outcome === 'refused');
  };

  const serialField = () => field({ name: 'serial', label: texts.serial, hint: texts.serialHint, maxlength: 60 });

  const byCode = () =>
    form(
      { button: texts.verify, say, submit: async ({ code }) => settle(await visit.post('items/claim', { code })) },
      field({ name: 'code', label: texts.code, hint: texts.codeHint, maxlength: 60, autocapitalize: 'characters' }),
    );

  function byPhone() {
    const place = element('div');
    place.append(
      form(
        {
          button: texts.sendCode,
          say,
          submit: async (given) => {
            const { proofId } = await visit.post('items/phone', { ...given, language });
            say(texts.sent);
            place.replaceChildren(confirmPhone(proofId));
            place.querySelector('input').focus();
          },
        },
        serialField(),
        field({
          name: 'phone',
          label: texts.phone,
          hint: texts.phoneHint,
          type: 'tel',
          autocomplete: 'tel',
          maxlength: 30,
        }),
      ),
    );
    return place;
  }

  const confirmPhone = (proofId) =>
    form(
      {
        button: texts.verify,
        say,
        submit: async ({ code }) => settle(await visit.post('items/phone/confirm', { proofId, code })),
      },
      field({
        name: 'code',
        label: texts.oneTimeCode,
        hint: texts.sent,
        inputmode: 'numeric',
        pattern: '\\d{6}',
        maxlength: 6,
        autocomplete: 'one-time-code',
      }),
    );

  const byAccount = () =>
    form(
      {
        button: texts.signIn,
        say,
        submit: async () => location.assign((await visit.post('account-links/begin')).url),
      },
      element('p', { class: 'hint' }, texts.signInHint),
    );

  const byStaff = () =>
    form(
      {
        button: texts.ask,
        say,
        submit: async (given) => {
          show(await visit.post('items/request', given));
          say(texts.asked);
        },
      },
      serialField(),
      field({ name: 'note', label: texts.note, required: false, maxlength: 1_000 }),
    );

  return { section, show };
}
