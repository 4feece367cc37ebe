import { element } from './element.js';

const TEXT_MAX = 2_000;
const TEXT_LEFT_SHOWN_BELOW = 200;

/**
 * One question as a form. `give` is called with the answer, or null when it is skipped; `back` is null where there is no way back;
 * `say` tells what is missing.
 */
export function createQuestion({ texts, question, value, isLast, give, back, say }) {
  const heading = element('h1', { tabindex: '-1', id: 'question', lang: question.text.language }, question.text.text);
  const { body, read } = question.type === 'text' ? writing() : choosing();
  const form = element(
    'form',
    { novalidate: true, onsubmit: submit },
    question.type === 'text' ? heading : null,
    body,
    element('button', { type: 'submit', class: 'primary' }, isLast ? texts.send : texts.next),
    element(
      'div',
      { class: 'actions' },
      back && element('button', { type: 'button', onclick: back }, texts.back),
      question.isOptional ? element('button', { type: 'button', onclick: () => give(null) }, texts.skip) : null,
    ),
  );
  return { form, heading };

  function submit(event) {
    event.preventDefault();
    const answer = read();
    if (answer === null) {
      say(question.type === 'text' ? texts.write : texts.choose, true);
      body.querySelector('input, textarea').focus();
    } else give(answer);
  }

  function choosing() {
    const isMultiple = question.type === 'multiple';
    const isScale = question.type.startsWith('score');
    const given = [value].flat();
    const options = question.options.map(({ value: option, label }) =>
      element(
        'label',
        { class: 'option' },
        element('input', {
          type: isMultiple ? 'checkbox' : 'radio',
          name: 'answer',
          value: option,
          checked: given.includes(option),
        }),
        element('span', { lang: label.language }, label.text),
      ),
    );
    const values = question.options.map((option) => option.value);
    const fieldset = element(
      'fieldset',
      {},
      element('legend', {}, heading),
      isMultiple ? element('p', { class: 'hint' }, texts.several) : null,
      element('div', { class: isScale ? `scale of-${values.length}` : 'options' }, options),
      isScale ? ends(values[0], values.at(-1)) : null,
    );
    const chosen = () => {
      const places = [...fieldset.querySelectorAll('input')].flatMap(({ checked }, place) => (checked ? [place] : []));
      if (places.length === 0) return null;
      return isMultiple ? places.map((place) => values[place]) : values[places[0]];
    };
    return { body: fieldset, read: chosen };
  }

  function ends(lowest, highest) {
    return element(
      'p',
      { class: 'hint ends' },
      element('span', {}, texts.lowest(lowest)),
      element('span', {}, texts.highest(highest)),
    );
  }

  function writing() {
    const left = element('p', { class: 'hint', id: 'left' });
    const area = element('textarea', {
      name: 'answer',
      rows: 5,
      maxlength: TEXT_MAX,
      'aria-labelledby': 'question',
      'aria-describedby': 'left',
      oninput: () => {
        const count = TEXT_MAX - area.value.length;
        left.textContent = count < TEXT_LEFT_SHOWN_BELOW ? texts.textLeft(count) : '';
      },
    });
    area.value = value ?? '';
    return { body: element('div', { class: 'field' }, area, left), read: () => area.value.trim() || null };
  }
}
