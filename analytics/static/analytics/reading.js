// How an asset is read, as far as its reader agreed: docs/reference/consent.md
(() => {
  const IDLE = 30000, BEAT = 15000, SOON = 3000, UNSEEN = 5000, REST = 60 * IDLE;
  const asset = +document.currentScript.dataset.asset;
  const body = document.querySelector("[data-reading]");
  let id, seq, active, depth, pages, before, since, used, sent, soon, begun, agreed, focused;

  const consented = () => /(^|; )ts_consent=yes/.test(document.cookie) && !navigator.globalPrivacyControl && navigator.doNotTrack !== "1";
  const share = part => +Math.max(0, Math.min(1, part || 0)).toFixed(3);

  const settle = () => {
    const now = Date.now(), end = Math.min(now, used + IDLE);
    if (since) active += Math.max(0, end - since);
    since = since && end === now && now;
  };
  // Half an hour later it is opened again.
  const use = () => {
    const now = Date.now(), back = agreed && !document.hidden && now - used > REST;
    settle();
    used = now;
    if (back) open();
    else if (focused && !document.hidden) since = now;
  };
  // Distinct seconds, of how many.
  const watched = () => {
    let seen = 0, length = 0;
    for (const film of document.getElementsByTagName("video")) {
      length += film.duration < 1e6 ? film.duration : +film.dataset.seconds;
      for (let i = film.played.length; i--;) seen += film.played.end(i) - film.played.start(i);
    }
    return [seen, length];
  };
  const tell = (did, target) => {
    if (!id || seq && !(agreed && consented())) return;
    settle();
    soon = clearTimeout(soon);
    const event = { id, seq, asset, active_ms: 0, depth: 0, shown: !!seq || !document.hidden, automated: navigator.webdriver };
    if (agreed) {
      const [seen, length] = watched();
      Object.assign(event, { active_ms: Math.round(active), depth, pages, film: share((seen - before) / length), at: Date.now(), did, target });
      if (document.referrer) event.referrer = new URL(document.referrer).origin;
      for (const [name, value] of new URLSearchParams(location.search)) {
        if (/^(utm_(source|medium|campaign)|mail)$/.test(name)) event[name.replace("utm_", "")] = value.slice(0, 200);
      }
    }
    const said = [event.active_ms, event.depth, event.pages, event.film, event.shown] + "";
    if (said === sent && !did) return;
    sent = said;
    seq++;
    const text = JSON.stringify(event);
    navigator.sendBeacon?.("/t/", text) || fetch("/t/", { method: "POST", body: text, keepalive: true }).catch(() => {});
  };
  const pause = () => {
    tell();
    since = 0;
  };
  const look = () => {
    use();
    const box = body?.getBoundingClientRect(), reached = share(box?.height && (innerHeight - box.top) / box.height);
    if (document.hidden || reached <= depth) return;
    depth = reached;
    soon = soon || setTimeout(tell, SOON);
  };
  const open = () => {
    // A UUID, by any browser.
    id = URL.createObjectURL(new Blob()).slice(-36);
    agreed = consented();
    seq = active = depth = pages = begun = sent = since = 0;
    before = watched()[0];
    look();
    tell();
  };
  // A tab in the background is opened when it is looked at.
  const come = () => {
    id = 0;
    focused = document.hasFocus();
    document.hidden ? setTimeout(() => id || consented() && open(), UNSEEN) : open();
  };
  const show = () => {
    if (document.hidden) pause();
    else if (id) look(), tell();
    else open();
  };
  const act = e => {
    const link = e.target.closest("a, button"), to = link?.closest("[data-asset]");
    const file = link?.host === location.host && /^\/documents\/(\d+)/.exec(link.pathname);
    if (e.button > 1) return;
    look();
    if (file) tell("download", +file[1]);
    else if (link?.closest(".share")) tell("share");
    else if (to && +to.dataset.asset !== asset) tell("next", +to.dataset.asset);
  };
  const fill = e => {
    if (begun || !/\/forms\/(?!useful)/.test(e.target.form?.action)) return;
    begun = 1;
    tell("form");
  };
  const on = (names, listener) => names.split(" ").map(name => addEventListener(name, listener, true));
  const start = () => {
    come();
    // Some phones tell of no focus.
    on("focus pointerdown touchstart keydown", () => use(focused = true));
    on("blur", e => e.target === window && pause(focused = false));
    on("pointermove wheel timeupdate", use);
    on("scroll resize", look);
    on("visibilitychange", show);
    on("pagehide", pause);
    on("pageshow", e => e.persisted && come());
    on("click auxclick", act);
    on("input", fill);
    // From the reader of documents.
    on("pages", e => pages = e.detail);
    setInterval(tell, BEAT);
  };
  document.prerendering ? document.addEventListener("prerenderingchange", start, { once: true }) : start();
})();
