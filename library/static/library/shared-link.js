// For readers who came by a personal link, on pages that are the same for all: their own place in the chain, if they
// agreed to be remembered, and what comes next. Without consent nothing is sent that is kept, and the address stays.
(() => {
  const asset = document.currentScript.dataset.asset;
  const list = document.querySelector("[data-shared]");
  let token = list ? list.dataset.shared : new URLSearchParams(location.search).get("shared");
  if (!token) return;
  const consented = () => /(^|; )ts_consent=yes/.test(document.cookie) && !navigator.globalPrivacyControl;

  // From here on, whoever this address is passed on to comes by way of this reader.
  const takeOn = own => {
    if (list) {
      for (const link of list.querySelectorAll("a[href]")) link.href = link.href.replace(token, own);
      history.replaceState(history.state, "", location.href.replace(token, own));
    } else {
      const here = new URL(location.href);
      here.searchParams.set("shared", own);
      history.replaceState(history.state, "", here);
    }
    token = own;
  };
  // "Pass it on" by mail or by copying says the same as the address bar; what is posted in public stays without it.
  const passOn = () => {
    const here = new URL(location.href);
    const copied = document.querySelector("[data-copy]");
    if (!copied) return;
    const plain = copied.dataset.copy, own = new URL(plain);
    for (const name of ["utm_source", "shared"]) if (here.searchParams.has(name)) own.searchParams.set(name, here.searchParams.get(name));
    copied.dataset.copy = own;
    const mail = document.querySelector('a[href^="mailto:"]');
    if (mail) mail.href = mail.getAttribute("href").replace(encodeURIComponent(plain), encodeURIComponent(own));
  };
  const claim = async () => {
    if (!consented()) return;
    const answer = await fetch("/s/open/", { method: "POST", body: new URLSearchParams({ shared: token }) });
    if (answer.status !== 200) return;
    const { shared } = await answer.json();
    if (shared !== token) takeOn(shared);
    passOn();
  };
  const line = (words, link, address) => {
    const p = document.createElement("p");
    p.append(words);
    if (link) {
      const a = document.createElement("a");
      a.href = address;
      a.textContent = link;
      p.append(a);
    }
    return p;
  };
  const showNext = async () => {
    const head = document.querySelector(".asset-head"), after = document.querySelector(".asset-asks");
    if (!asset || !head || !after) return;
    const answer = await fetch("/s/" + encodeURIComponent(token) + "/next/" + asset + "/");
    if (!answer.ok) return;
    const said = await answer.json();
    const lines = [];
    if (said.note) lines.push(line(said.sender + ", who sent you this, writes: " + said.note));
    if (said.next) lines.push(line("Next in what " + said.sender + " sent you: ", said.next.title, said.next.address));
    if (said.next && said.next.remark) lines.push(line(said.next.remark));
    if (said.all && !said.next) lines.push(line("This is the last of what " + said.sender + " sent you. ", "All of it", said.all));
    if (!lines.length) return;
    const aside = document.createElement("aside");
    aside.className = "notice shared-next";
    aside.setAttribute("aria-label", "From " + said.sender);
    aside.append(...lines);
    // A note is said before the text; what comes next, after it.
    if (said.note) head.querySelector(".asset-margin").before(aside);
    else after.prepend(aside);
  };
  const start = async () => {
    try {
      await claim();
    } catch { /* Nothing was kept; the link works all the same. */ }
    try {
      await showNext();
    } catch { /* The page is whole without it. */ }
  };
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
