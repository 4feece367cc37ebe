import { element } from './element.js';

/** A friend's own link to pass on; nothing where there is no program. */
export function createReferral({ texts, language, say }) {
  const section = element('section', { 'aria-labelledby': 'referral-title' });
  const number = (given) => new Intl.NumberFormat(language).format(given);

  function show({ referral }) {
    section.replaceChildren();
    if (referral === null) return;
    const { url, qr, referrerPoints, refereePoints, thresholds, rewarded } = referral;
    section.replaceChildren(
      element('h2', { id: 'referral-title' }, texts.invite),
      element(
        'div',
        { class: 'card' },
        element('p', {}, texts.inviteHow(number(referrerPoints), number(refereePoints))),
        ...thresholds.map(({ count, points }) =>
          element('p', { class: 'fact' }, texts.threshold(number(count), number(points))),
        ),
        rewarded > 0 ? element('p', { class: 'fact' }, texts.brought(number(rewarded))) : null,
        element('img', { class: 'qr', alt: texts.qr, src: `data:image/svg+xml,${encodeURIComponent(qr)}` }),
        element('input', { class: 'link', readonly: true, value: url, 'aria-label': texts.invite }),
        element('button', { type: 'button', class: 'primary', onclick: () => copy(url) }, texts.copy),
      ),
    );
  }

  async function copy(url) {
    try {
      await navigator.clipboard.writeText(url);
    } catch {
      // Browsers inside apps may not allow it: the link is selected, to be copied by hand.
      section.querySelector('.link').select();
      return;
    }
    say(texts.copied);
  }

  return { section, show };
}
