import { createDays } from './days.js';
import { element } from './element.js';

/** The VIP tier of a friend: its benefits, what is missing to the next, when it falls; nothing where there are no tiers. */
export function createTier({ texts, language }) {
  const section = element('section', { 'aria-labelledby': 'tier-title' });
  const { lastDay } = createDays(language);

  function show({ card }) {
    section.replaceChildren();
    if (card === null) return;
    const { tier, basis, value, next, falls } = card;
    const amount = amounts(basis);
    section.replaceChildren(
      element('h2', { id: 'tier-title' }, texts.tier),
      element(
        'div',
        { class: 'card' },
        element('p', { class: 'tier-name' }, tier === null ? texts.noTier : tier.names[language]),
        next === null ? tier && element('p', { class: 'fact' }, texts.tierTop) : progress(next, value, amount),
        falls &&
          element('p', { class: 'fact' }, texts.tierFalls(tier.names[language], lastDay(falls.at), nameOf(falls.to))),
        tier && tier.benefits.length > 0 ? benefits(tier.benefits) : null,
      ),
    );
  }

  const nameOf = (names) => names && names[language];

  function progress({ names, threshold, missing }, value, amount) {
    const said = texts.tierProgress(amount(value), amount(threshold));
    return [
      element('progress', { max: threshold, value, 'aria-label': said }),
      element('p', { class: 'fact' }, `${texts.tierNext(amount(missing), names[language])} (${said})`),
    ];
  }

  const benefits = (given) => [
    element('h3', { class: 'later' }, texts.tierBenefits),
    element(
      'ul',
      { class: 'benefits' },
      given.map(({ names }) => element('li', {}, names[language])),
    ),
  ];

  /** Points as the page says them; money comes in the smallest unit of its currency. */
  function amounts(basis) {
    if (basis.kind === 'points') {
      const number = new Intl.NumberFormat(language);
      return (given) => texts.balance(number.format(given));
    }
    const money = new Intl.NumberFormat(language, {
      style: 'currency',
      currency: basis.currency,
      trailingZeroDisplay: 'stripIfInteger',
    });
    const units = 10 ** money.resolvedOptions().maximumFractionDigits;
    return (given) => money.format(given / units);
  }

  return { section, show };
}
