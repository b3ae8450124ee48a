// Asks for the last hour every ten seconds while somebody looks. Without it, "Look again" does the same by hand.
(() => {
  const SECONDS = 10;
  const live = document.querySelector("[data-live]");
  const hour = live.querySelector("[data-live-hour]");
  const state = live.querySelector("[data-live-state]");
  const button = live.querySelector("[data-live-pause]");
  let paused = false;
  let asking = false;

  const replace = (text) => {
    const open = [...hour.querySelectorAll("details")].map((each) => each.open);
    const scrolled = [...hour.querySelectorAll(".reading-scroll")].map((each) => each.scrollLeft);
    const place = hour.contains(document.activeElement) && document.activeElement.getAttribute("href");
    hour.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    hour.querySelectorAll("details").forEach((each, number) => { each.open = open[number]; });
    hour.querySelectorAll(".reading-scroll").forEach((each, number) => { each.scrollLeft = scrolled[number]; });
    // Who had a link in hand keeps it, if it is still there.
    if (place) hour.querySelector(`a[href="${CSS.escape(place)}"]`)?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("reading:replaced"));
    state.textContent = `As of ${hour.querySelector("[data-live-at]").dataset.liveAt}, looked at again every ${SECONDS} seconds.`;
  };

  const ask = async () => {
    if (paused || asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(live.dataset.live, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      replace(await answer.text());
    } catch {
      state.textContent = "The last hour could not be asked for. What stands here is older; it is tried again by itself.";
    }
    asking = false;
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? "Go on" : "Pause";
    if (paused) state.textContent = "Paused.";
    ask();
  });
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, SECONDS * 1000);
  state.textContent = `As of ${hour.querySelector("[data-live-at]").dataset.liveAt}, looked at again every ${SECONDS} seconds.`;
})();
