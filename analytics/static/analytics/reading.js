// Measures how an asset is read: time while the page is visible, focused and in use, and how far down. docs/reference/collector.md
(() => {
  const IDLE = 30000, BEAT = 15000, SOON = 3000;
  const asset = +document.currentScript.dataset.asset;
  const body = document.querySelector("[data-reading]");
  const query = new URLSearchParams(location.search);
  let id, seq, active, depth, since, used, sent, soon, agreed;

  const uuid = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, c => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  const watched = () => document.visibilityState === "visible" && document.hasFocus();
  const consented = () => /(^|; )ts_consent=yes/.test(document.cookie);

  // Adds what ran since the last look; the clock stops 30 s after the last sign of life.
  const settle = () => {
    const now = performance.now();
    if (since !== null) {
      const end = Math.min(now, used + IDLE);
      active += Math.max(0, end - since);
      since = end < now ? null : now;
    }
  };
  const measure = () => {
    if (!body || document.visibilityState !== "visible") return;
    const box = body.getBoundingClientRect();
    if (box.height) depth = Math.max(depth, Math.min(1, (innerHeight - box.top) / box.height));
  };
  const send = () => {
    settle();
    clearTimeout(soon);
    soon = 0;
    const said = Math.round(active) + " " + depth.toFixed(3);
    // After the opening, only what was read under consent is told.
    if (said === sent || seq && !(agreed && consented())) return;
    sent = said;
    const event = { id, seq: seq++, asset, active_ms: Math.round(active), depth: +depth.toFixed(3), at: Date.now() };
    if (document.referrer) event.referrer = new URL(document.referrer).origin;
    for (const name of ["source", "campaign"]) {
      const value = query.get("utm_" + name);
      if (value) event[name] = value.slice(0, 100);
    }
    const text = JSON.stringify(event);
    if (!navigator.sendBeacon || !navigator.sendBeacon("/t/", text)) {
      fetch("/t/", { method: "POST", body: text, keepalive: true }).catch(() => {});
    }
  };
  const use = () => {
    settle();
    used = performance.now();
    if (since === null && watched()) since = used;
  };
  const pause = () => { send(); since = null; };
  const scroll = () => {
    use();
    const before = depth;
    measure();
    if (depth > before && !soon) soon = setTimeout(send, SOON);
  };
  const open = () => {
    id = uuid();
    agreed = consented();
    seq = active = depth = soon = 0;
    since = sent = null;
    use();
    measure();
    send();
  };
  const start = () => {
    open();
    for (const name of ["pointerdown", "pointermove", "keydown", "touchstart", "wheel", "focus"]) addEventListener(name, use, { passive: true });
    addEventListener("scroll", scroll, { passive: true });
    addEventListener("resize", measure, { passive: true });
    addEventListener("blur", pause);
    addEventListener("pagehide", pause);
    document.addEventListener("visibilitychange", () => { document.visibilityState === "visible" ? scroll() : pause(); });
    addEventListener("pageshow", e => { if (e.persisted) open(); });
    setInterval(send, BEAT);
  };
  if (navigator.globalPrivacyControl) return;
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
