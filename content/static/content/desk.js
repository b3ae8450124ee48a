/* The marketer's desk: shows what a choice asks for beside its field, and looks at the text while it is written. */
(() => {
  const OPEN_PAUSE = 1000;
  const CLOSED_PAUSE = 4000;
  const form = () => document.querySelector("form[data-edit-form]");
  const desk = () => document.querySelector("[data-desk]");

  /* Choices and what follows from them */

  const rules = () => JSON.parse(document.getElementById("asset-desk-rules").textContent);
  const field = (name) => form().elements.namedItem(name);
  const valueOf = (name) => {
    const found = field(name);
    if (!found) return "";
    return found.type === "checkbox" ? (found.checked ? "on" : "") : found.value;
  };
  const REASONS = {
    placement: ["pillar", "placement_reason"],
    gated: ["gated", "gate_reason"],
    call_to_action: ["call_to_action", "call_to_action_reason"],
  };

  function sayWhatFollows() {
    const rule = rules()[valueOf("stage")];
    for (const [about, [chosen, reason]] of Object.entries(REASONS)) {
      const words = (rule && rule[about][valueOf(chosen)]) || "";
      say(about, words, valueOf(reason).trim() !== "");
      const box = document.querySelector(`[data-desk-reason="${reason}"]`);
      if (box) box.hidden = !words && !valueOf(reason).trim() && !hasErrors(box);
    }
    foldPillars(valueOf("pillar"));
  }

  function say(about, words, explained) {
    const notice = document.querySelector(`[data-desk-notice="${about}"]`);
    if (!notice) return;
    const place = notice.querySelector("[data-desk-words]");
    const told = words && explained ? `${words} Your reason is kept below.` : words;
    if (place.textContent !== told) place.textContent = told;
    notice.hidden = !words;
  }

  /* What was written for the other pillar stays in the form and is kept. */
  function foldPillars(pillar) {
    for (const panel of document.querySelectorAll("[data-desk-pillar]")) {
      panel.hidden = Boolean(pillar) && panel.dataset.deskPillar !== pillar && !hasErrors(panel);
    }
  }

  const hasErrors = (box) => Boolean(box.querySelector(".w-field--error, .error-message"));

  /* Looking at the text */

  let lastSeen = null;
  let waiting = null;
  let underWay = false;

  const isOpen = () => Boolean(desk() && desk().offsetParent);
  const written = () => {
    const data = new FormData(form());
    data.delete("comment_notifications");
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  };

  function soon() {
    sayWhatFollows();
    clearTimeout(waiting);
    waiting = setTimeout(look, isOpen() ? OPEN_PAUSE : CLOSED_PAUSE);
  }

  async function look() {
    if (underWay || !desk()) return;
    const body = written();
    if (body.toString() === lastSeen) return;
    underWay = true;
    let found = false;
    try {
      const answer = await fetch(desk().dataset.deskAddress, { method: "POST", body });
      found = answer.ok && !answer.redirected;
      if (found) show(await answer.text());
    } catch {
      found = false;
    }
    underWay = false;
    lastSeen = body.toString();
    desk().querySelector("[data-desk-trouble]").hidden = found;
    if (written().toString() !== lastSeen) soon();
  }

  function show(html) {
    const place = desk().querySelector("[data-desk-findings]");
    const wasOpen = place.querySelector("details")?.open;
    place.innerHTML = html;
    const details = place.querySelector("details");
    if (details && wasOpen) details.open = true;
    countOnToggle(place.querySelector("[data-desk-count]").dataset.deskCount);
  }

  function countOnToggle(count) {
    const counter = document.querySelector('[data-side-panel-toggle="desk"] [data-side-panel-toggle-counter]');
    if (!counter) return;
    counter.textContent = count;
    counter.hidden = count === "0";
  }

  /* A finding leads to its place in the form. */
  function jump(event) {
    const link = event.target.closest("[data-desk-jump]");
    if (!link) return;
    const found = document.getElementById(link.hash.slice(1));
    const place = found && (found.offsetParent ? found : found.closest("[data-contentpath]"));
    if (!place) return;
    event.preventDefault();
    const shut = place.closest("[data-panel]")?.querySelector('[data-panel-toggle][aria-expanded="false"]');
    if (shut) shut.click();
    place.scrollIntoView({ block: "center" });
    const target = place.matches("input, textarea, select") ? place : place.querySelector('[role="textbox"], input:not([type="hidden"]), textarea, select');
    if (target) target.focus({ preventScroll: true });
  }

  /* A button that is pressed while the first autosave is on its way would make the same page twice. It waits for it. */
  let autosaving = false;
  let pressed = null;

  function autosaves(event) {
    if (pressed) event.preventDefault();
    else if (event.target === form() && !event.defaultPrevented) autosaving = true;
  }

  function hold(event) {
    if (!autosaving || event.target !== form()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event.submitter || form();
  }

  function goOn() {
    autosaving = false;
    if (!pressed) return;
    if (pressed.name) {
      // By now the button may be disabled, and a disabled one does not say which it was.
      const said = document.createElement("input");
      said.type = "hidden";
      said.name = pressed.name;
      said.value = pressed.value;
      form().append(said);
    }
    form().requestSubmit();
  }

  document.addEventListener("w-autosave:save", autosaves);
  document.addEventListener("w-autosave:success", goOn);
  document.addEventListener("w-autosave:error", goOn);
  document.addEventListener("submit", hold, true);

  document.addEventListener("DOMContentLoaded", () => {
    if (!form() || !desk()) return;
    sayWhatFollows();
    lastSeen = written().toString();
    for (const happening of ["input", "change", "click", "keyup"]) form().addEventListener(happening, soon);
    document.addEventListener("click", jump);
  });
})();
