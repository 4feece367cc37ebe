// Stands in for LIFF's script on pages that the simulator opens: the functions that such pages use, with the same meaning.
(() => {
  const opener = new URL('../..', document.currentScript.src);
  let app = null;

  const keep = (liffId, granted) => sessionStorage.setItem(`liff/${liffId}`, JSON.stringify(granted));
  const kept = (liffId) => JSON.parse(sessionStorage.getItem(`liff/${liffId}`) ?? 'null');

  /** The page that the opened address speaks of, when it was opened through the app's endpoint. */
  function stateUrl(page) {
    const state = page.searchParams.get('liff.state');
    if (state === null) return null;
    const meant = new URL(
      `${page.origin}${page.pathname.replace(/\/$/, '')}${state.startsWith('/') ? '' : '/'}${state}`,
    );
    if (!state.startsWith('/')) meant.pathname = page.pathname;
    return meant;
  }

  const granted = () => {
    if (app === null) throw new Error('Call liff.init() before.');
    return app.granted;
  };

  window.liff = {
    async init({ liffId }) {
      const page = new URL(location.href);
      const fragment = new URLSearchParams(page.hash.slice(1));
      if (fragment.has('id_token')) {
        keep(liffId, {
          idToken: fragment.get('id_token'),
          accessToken: fragment.get('access_token'),
          language: fragment.get('language'),
        });
      }
      page.hash = '';
      const meant = stateUrl(page);
      if (meant !== null) {
        location.replace(meant);
        await new Promise(() => {});
      }
      history.replaceState(null, '', page);
      app = { liffId, granted: kept(liffId) };
    },
    isLoggedIn: () => granted() !== null,
    isInClient: () => true,
    login({ redirectUri } = {}) {
      const entrance = new URL(app.liffId, opener);
      if (redirectUri !== undefined) entrance.searchParams.set('line.redirect', redirectUri);
      location.assign(entrance);
    },
    logout() {
      sessionStorage.removeItem(`liff/${app.liffId}`);
      app.granted = null;
    },
    getIDToken: () => granted()?.idToken ?? null,
    getAccessToken: () => granted()?.accessToken ?? null,
    getLanguage: () => granted()?.language || navigator.language,
    getOS: () => 'web',
    isApiAvailable: () => false,
    openWindow: ({ url }) => void window.open(url, '_blank', 'noopener'),
    closeWindow() {
      window.close();
      location.replace('about:blank');
    },
  };
})();
