import { createDays } from './days.js';
import { element } from './element.js';

const WEEK = 7;

/** What a friend has in points, and checking in each day. */
export function createPoints({ visit, texts, language, say }) {
  const section = element('section', { 'aria-labelledby': 'points-title' });
  const { day, date, lastDay } = createDays(language);
  const number = (given) => new Intl.NumberFormat(language).format(given);

  function show({ balance, nextExpiry, latest, checkIn }) {
    section.replaceChildren(
      element('h2', { id: 'points-title' }, texts.points),
      element(
        'div',
        { class: 'card' },
        element('p', { class: 'balance' }, texts.balance(number(balance))),
        nextExpiry && element('p', { class: 'fact' }, texts.expires(number(nextExpiry.points), lastDay(nextExpiry.at))),
        checkIn && daily(checkIn),
        history(latest),
      ),
    );
  }

  function daily({ streak, isClaimedToday, nextReward, calendar }) {
    const button = element(
      'button',
      { type: 'button', class: 'primary', disabled: isClaimedToday, onclick: () => claim(button) },
      isClaimedToday ? texts.claimed : texts.claim(number(nextReward.points)),
    );
    const days = calendar.slice(-WEEK).map(({ day: calendarDay, points }) => {
      const name = new Intl.DateTimeFormat(language, { weekday: 'narrow', timeZone: 'UTC' }).format(
        new Date(calendarDay),
      );
      const said = `${date(calendarDay)}: ${points === null ? '–' : texts.balance(number(points))}`;
      return element('li', { class: points === null ? '' : 'done', 'aria-label': said }, name);
    });
    return element(
      'div',
      { class: 'daily' },
      element('h3', {}, texts.checkIn),
      streak > 0 ? element('p', { class: 'fact' }, texts.streak(number(streak))) : null,
      element('ol', { class: 'week' }, days),
      button,
    );
  }

  async function claim(button) {
    button.disabled = true;
    try {
      const { outcome, card } = await visit.post('points/check-in');
      show(card);
      say(outcome.isClaimed ? texts.got(number(outcome.points)) : texts.claimed);
    } catch (error) {
      button.disabled = false;
      say(error);
    }
  }

  const history = (latest) =>
    element(
      'details',
      {},
      element('summary', {}, texts.latest),
      latest.length === 0
        ? element('p', { class: 'fact' }, texts.noPoints)
        : element(
            'ul',
            { class: 'history' },
            latest.map(({ op, points, at }) =>
              element(
                'li',
                {},
                element('span', {}, `${day(at)} ${texts[op]}`),
                element('span', {}, `${points > 0 ? '+' : ''}${number(points)}`),
              ),
            ),
          ),
    );

  return { section, show };
}
