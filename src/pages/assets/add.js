// Opens inside LINE from a link of ours: tells the server who came through which link, then leads on.
const TEXTS = {
  'zh-TW': {
    self: '這是您自己的推薦連結，請傳給朋友。',
    alreadyFriend: '您已經是好友了，謝謝。',
    wait: '請稍候…',
    add: '加入好友',
    over: '此連結已失效。',
    failed: '暫時無法開啟，請再試一次。',
  },
  ja: {
    self: 'ご自身の紹介リンクです。お友だちに送ってください。',
    alreadyFriend: 'すでに友だち追加されています。ありがとうございます。',
    wait: '少々お待ちください…',
    add: '友だち追加',
    over: 'このリンクは使えません。',
    failed: '開けませんでした。もう一度お試しください。',
  },
  th: {
    self: 'นี่คือลิงก์แนะนำของคุณเอง ส่งให้เพื่อนได้เลย',
    alreadyFriend: 'คุณเป็นเพื่อนกับเราอยู่แล้ว ขอบคุณค่ะ',
    wait: 'กรุณารอสักครู่…',
    add: 'เพิ่มเพื่อน',
    over: 'ลิงก์นี้ใช้ไม่ได้แล้ว',
    failed: 'เปิดไม่ได้ในขณะนี้ กรุณาลองอีกครั้ง',
  },
  en: {
    self: 'This is your own link. Send it to a friend.',
    alreadyFriend: 'You are a friend already. Thank you.',
    wait: 'One moment…',
    add: 'Add friend',
    over: 'This link is not valid any more.',
    failed: 'This did not open. Please try again.',
  },
};

const language = Object.keys(TEXTS).find((known) =>
  navigator.language.toLowerCase().startsWith(known.toLowerCase().slice(0, 2)),
);
const texts = TEXTS[language ?? 'en'];
const state = document.getElementById('state');
const add = document.getElementById('add');
document.documentElement.lang = language ?? 'en';
state.textContent = texts.wait;

async function open() {
  const liffId = decodeURIComponent(location.pathname.split('/')[3]);
  await window.liff.init({ liffId });
  if (!window.liff.isLoggedIn()) {
    window.liff.login({ redirectUri: location.href });
    return;
  }
  const given = new URLSearchParams(location.search);
  const idToken = window.liff.getIDToken();
  if (given.has('tag')) {
    const { url, addUrl } = await post('/liff/tag-openings', { token: given.get('tag'), idToken });
    lead(addUrl, url ?? addUrl);
    return;
  }
  if (given.has('ref')) {
    const { opening, addUrl } = await post('/liff/referrals/open', { liffId, code: given.get('ref'), idToken });
    if (opening === 'self') return tell(texts.self);
    if (opening === 'alreadyFriend') return tell(texts.alreadyFriend);
    lead(addUrl, addUrl);
    return;
  }
  const { addUrl } = await post('/liff/arrivals', { linkId: given.get('link'), idToken });
  lead(addUrl, addUrl);
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`, { cause: answer.status });
  return answer.json();
}

function tell(text) {
  state.textContent = text;
}

/** Goes on to an address, or back to the chat; offers to add the account to whoever has not. */
function lead(addUrl, url) {
  if (url === null) {
    window.liff.closeWindow();
    return;
  }
  if (addUrl !== null) {
    state.textContent = '';
    add.textContent = texts.add;
    add.href = addUrl;
    add.hidden = false;
  }
  location.assign(url);
}

open().catch(({ cause }) => {
  state.textContent = cause === 404 ? texts.over : texts.failed;
});
