// What a friend has with the brand, inside LINE: tier, points, items, a link to pass on.
import { element } from './element.js';
import { createItems } from './member-items.js';
import { createPoints } from './member-points.js';
import { createReferral } from './member-referral.js';
import { TEXTS } from './member-texts.js';
import { createTier } from './member-tier.js';
import { beginVisit, chooseLanguage, Refusal } from './visit.js';

const page = document.getElementById('page');
const said = document.getElementById('said');
let texts = TEXTS[chooseLanguage(navigator.language)];

/** Says what came of something; an error says it in words that help. */
function say(what, isBad = what instanceof Error) {
  said.textContent = what instanceof Error ? sentenceOf(what) : what;
  said.dataset.kind = isBad ? 'bad' : 'good';
}

function sentenceOf(error) {
  const sentences = {
    too_many_tries: texts.tooMany,
    unauthorized: texts.expired,
    invalid_input: texts.invalid,
    conflict: texts.waitingAlready,
  };
  return (error instanceof Refusal && sentences[error.code]) || texts.failed;
}

async function open() {
  const visit = await beginVisit();
  const { language } = visit;
  texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = texts.title;
  const [garage, vip, card, link] = await Promise.all([
    visit.post('items/read'),
    visit.post('tier/read'),
    visit.post('points/read'),
    visit.post('referrals/read'),
  ]);
  const given = { visit, texts, language, say };
  const [items, tier, points, referral] = [createItems, createTier, createPoints, createReferral].map((create) =>
    create(given),
  );
  items.show(garage);
  tier.show(vip);
  points.show(card);
  referral.show(link);
  page.replaceChildren(
    element('h1', {}, garage.displayName === null ? texts.title : texts.hello(garage.displayName)),
    tier.section,
    points.section,
    items.section,
    referral.section,
  );
  page.removeAttribute('aria-busy');
}

open().catch((error) => {
  page.removeAttribute('aria-busy');
  page.replaceChildren();
  const addUrl = error instanceof Refusal && error.code === 'conflict' ? error.details?.addUrl : undefined;
  if (addUrl === undefined) return say(error);
  say(texts.notFriend, true);
  if (addUrl !== null) page.append(element('a', { class: 'primary', href: addUrl }, texts.addFriend));
});
