const LANGUAGES = ['zh-TW', 'ja', 'en', 'th'];

/** The language of ours that is closest to the phone's. */
export function chooseLanguage(wanted) {
  const two = String(wanted).toLowerCase().slice(0, 2);
  return LANGUAGES.find((known) => known.toLowerCase().startsWith(two)) ?? 'en';
}

/** Leads to LINE's sign-in and back to this page. */
export const signIn = () => window.liff.login({ redirectUri: location.href });

/**
 * Begins a visit of a page of ours inside LINE: where nobody is signed in yet, as in a browser outside of LINE, does as told, and
 * resolves to the language of the phone and to how the page asks the server. Never resolves while nobody is signed in.
 */
export async function beginVisit(whenSignedOut = signIn) {
  const liffId = decodeURIComponent(location.pathname.split('/')[3]);
  await window.liff.init({ liffId });
  if (!window.liff.isLoggedIn()) {
    whenSignedOut();
    await new Promise(() => {});
  }
  return { language: chooseLanguage(window.liff.getLanguage()), post: (path, body) => post(liffId, path, body) };
}

/** What the server refused; `code` is one of its error codes. */
export class Refusal extends Error {
  constructor({ code, message, details }) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

async function post(liffId, path, body = {}) {
  const answer = await fetch(`/liff/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ liffId, idToken: window.liff.getIDToken(), ...body }),
  });
  const given = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refusal(given.error ?? { code: 'internal', message: String(answer.status) });
  return given;
}
