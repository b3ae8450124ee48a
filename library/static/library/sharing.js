// The desk's side of sharing: finds people and assets as somebody types, copies links, and keeps the list of links fresh.
(() => {
  const AGAIN = 15000, PAUSE = 250;

  const typed = field => {
    const into = document.getElementById(field.dataset.into);
    let soon, asked = 0;
    field.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(async () => {
        const mine = ++asked;
        const address = new URL(field.dataset.typed, location);
        for (const [name, value] of new FormData(field.form)) address.searchParams.append(name, value);
        try {
          const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
          const words = await answer.text();
          if (mine !== asked || answer.redirected) return;
          if (answer.ok) into.innerHTML = words;
          else into.textContent = words;
        } catch { /* The button finds them all the same. */ }
      }, PAUSE);
    });
  };

  const copy = button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
  };
  document.addEventListener("click", async event => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const from = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(from.href || from.value);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "The browser did not allow copying. Select it and copy it by hand.";
    }
  });

  // The mail program opens with the words as they stand now.
  const mailto = document.getElementById("mailto");
  if (mailto) {
    const subject = document.getElementById("subject"), message = document.getElementById("message");
    const write = () => {
      mailto.href = "mailto:" + encodeURIComponent(mailto.dataset.to).replace("%40", "@") + "?subject=" + encodeURIComponent(subject.value) +
        "&body=" + encodeURIComponent(message.value.replace(/\r?\n/g, "\r\n"));
    };
    subject.addEventListener("input", write);
    message.addEventListener("input", write);
  }

  // Whoever moves an asset by keyboard finds themselves on the same button of it, one place on. After the load, since
  // the jump to the asset takes the focus away.
  const moved = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1))?.querySelector(".item-moves");
  const way = sessionStorage.getItem("moved");
  sessionStorage.removeItem("moved");
  if (moved && way) addEventListener("load", () => setTimeout(() => {
    (moved.querySelector(`button[value="${way}"]:enabled`) || moved.querySelector("button:enabled")).focus();
  }));
  document.addEventListener("submit", event => {
    if (event.target.matches(".item-moves") && ["up", "down"].includes(event.submitter?.value)) sessionStorage.setItem("moved", event.submitter.value);
  });

  const shares = document.getElementById("shares");
  const counter = document.querySelector("[data-unseen]");
  // What stands before somebody's eyes is seen; a page in a hidden tab is not.
  const see = async () => {
    const form = shares?.querySelector("[data-seen]");
    if (!form || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return;
      form.remove();
      const left = await answer.text();
      counter.firstChild.textContent = left;
      counter.hidden = left === "0";
    } catch { /* Seen the next time. */ }
  };
  const fill = words => {
    const focused = document.activeElement?.id;
    const wereNew = new Set([...shares.querySelectorAll(".tag-new, .was-new")].map(tag => tag.closest(".shared").querySelector("a").id));
    shares.innerHTML = words;
    // A mark stays until its reader leaves the page, although the list has been told that it was seen.
    for (const id of wereNew) document.getElementById(id)?.parentElement.classList.add("was-new");
    shares.querySelectorAll("button[data-copy]").forEach(copy);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    see();
  };
  const again = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(shares.dataset.again, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && !answer.redirected) fill(await answer.text());
    } catch { /* The next time, perhaps. */ }
  };

  document.querySelectorAll("[data-typed]").forEach(typed);
  document.querySelectorAll("button[data-copy]").forEach(copy);
  if (shares) {
    see();
    setInterval(again, AGAIN);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
  }
})();
