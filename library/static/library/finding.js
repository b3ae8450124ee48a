// Searches while somebody types, and follows filters without loading the page anew. Without this script the form and
// the links do the same. The address always says what is shown, so it can be sent, kept and gone back to.
const REST = 150;
const MISSED_AFTER = 2500;
const SLOW = 400;

const desk = document.querySelector("[data-finding]");
const form = desk.querySelector("[data-search]");
const box = form.elements.q;
const found = desk.querySelector("[data-found]");
const status = desk.querySelector("[data-status]");
const trouble = desk.querySelector("[data-trouble]");
const share = desk.querySelector("[data-share]");
const picked = new Map();
let typing, resting, missed, underway;

const here = () => new URLSearchParams(location.search);

function addressFor(words) {
  const asked = here();
  for (const name of ["page", "for", "q"]) asked.delete(name);
  const all = new URLSearchParams(words.trim() ? { q: words.trim() } : {});
  for (const [name, value] of asked) all.append(name, value);
  return all;
}

async function show(asked, { write, focus = false }) {
  underway?.abort();
  clearTimeout(typing);
  clearTimeout(missed);
  const mine = (underway = new AbortController());
  const slow = setTimeout(() => found.setAttribute("aria-busy", "true"), SLOW);
  const address = String(asked) ? `?${asked}` : location.pathname;
  try {
    const answer = await fetch(`${desk.dataset.results}?${asked}`, { signal: mine.signal, credentials: "same-origin" });
    // Signed out meanwhile: the page itself knows the way to the sign-in and back.
    if (answer.redirected) return location.assign(address);
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (mine.signal.aborted) return;
    if (write) history[write](null, "", address);
    put(text, focus);
    trouble.hidden = true;
  } catch (error) {
    if (error.name !== "AbortError") trouble.hidden = false;
  } finally {
    clearTimeout(slow);
    if (underway === mine) found.removeAttribute("aria-busy");
  }
}

function put(text, focus) {
  const key = document.activeElement?.dataset?.key;
  const inside = found.contains(document.activeElement);
  const open = new Set([...found.querySelectorAll("details[data-keep-open][open]")].map((one) => one.dataset.keepOpen));
  const strip = found.querySelector(".stages ol")?.scrollLeft;
  found.innerHTML = text;
  for (const one of found.querySelectorAll("details[data-keep-open]")) one.open ||= open.has(one.dataset.keepOpen);
  if (strip) found.querySelector(".stages ol").scrollLeft = strip;
  if (inside || focus) {
    const again = key && found.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (again || found.querySelector("[data-count]") || box).focus({ preventScroll: Boolean(again) });
  }
  const shown = found.firstElementChild.dataset;
  document.title = shown.words ? `${shown.words.slice(0, 60)} | ${desk.dataset.title}` : desk.dataset.title;
  // A screen reader hears the count once the typing rests, not at every letter.
  clearTimeout(resting);
  resting = setTimeout(() => { status.textContent = shown.said; }, 700);
  if (shown.missedIt) missed = setTimeout(tellMissed, MISSED_AFTER);
  restorePicks();
}

// Half a word that finds nothing is no wish: only what rested, or was sent, is told, and the server looks again.
function tellMissed() {
  clearTimeout(missed);
  if (!found.firstElementChild?.dataset.missedIt) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  fetch(desk.dataset.missed, { method: "POST", body: here(), headers: { "X-CSRFToken": token }, credentials: "same-origin", keepalive: true }).catch(() => {});
}

box.addEventListener("input", () => {
  clearTimeout(typing);
  clearTimeout(missed);
  typing = setTimeout(() => show(addressFor(box.value), { write: "replaceState" }), REST);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await show(addressFor(box.value), { write: "replaceState" });
  tellMissed();
});

found.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const asked = new URLSearchParams(link.getAttribute("href"));
  box.value = asked.get("q") ?? "";
  const isPage = Boolean(link.closest(".pagination"));
  show(asked, { write: "pushState", focus: true }).then(() => { if (isPage) found.querySelector("[data-count]")?.scrollIntoView(); });
});

addEventListener("popstate", () => {
  box.value = here().get("q") ?? "";
  show(here(), { write: null });
});

// Keys: "/" goes to the box, the arrows go through the results.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  const isField = at.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "/" && !isField) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at === box || at.matches?.("[data-result]"))) {
    const stops = [box, ...found.querySelectorAll("[data-result]")];
    const next = stops[stops.indexOf(at) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});

// What is ticked stays ticked while the search goes on.
function restorePicks() {
  if (!share) return;
  for (const tick of found.querySelectorAll("[data-pick]")) tick.checked = picked.has(tick.value);
  countPicks();
}

function countPicks() {
  const onPage = new Set([...found.querySelectorAll("[data-pick]")].map((tick) => tick.value));
  const elsewhere = [...picked.keys()].filter((asset) => !onPage.has(asset));
  share.querySelector("[data-picked-elsewhere]").replaceChildren(...elsewhere.map((asset) => {
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: "asset", value: asset });
    return kept;
  }));
  const titles = [...picked.values()];
  share.hidden = !titles.length;
  share.querySelector("[data-picked-count]").textContent =
    titles.length > 1 ? `${titles.length} assets are ticked, last “${titles.at(-1)}”` : `“${titles[0] ?? ""}” is ticked`;
}

if (share) {
  share.classList.add("picked-floats");
  found.addEventListener("change", (event) => {
    const tick = event.target.closest("[data-pick]");
    if (!tick) return;
    if (tick.checked) picked.set(tick.value, tick.dataset.pick);
    else picked.delete(tick.value);
    countPicks();
  });
  share.addEventListener("reset", (event) => {
    event.preventDefault();
    picked.clear();
    restorePicks();
    box.focus();
  });
  for (const tick of found.querySelectorAll("[data-pick]:checked")) picked.set(tick.value, tick.dataset.pick);
  countPicks();
}
