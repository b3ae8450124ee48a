// Sends "was this useful?" without leaving the page. Without this script the forms do the same by going there and back.
(() => {
  const place = document.querySelector(".useful");
  const failed = place.querySelector(".useful-failed");
  const show = id => {
    for (const part of place.querySelectorAll(".useful-why")) part.classList.toggle("is-shown", part.id === id);
    document.getElementById(id).focus({ preventScroll: true });
  };
  place.addEventListener("submit", async event => {
    event.preventDefault();
    const form = event.target, pressed = event.submitter;
    const said = new FormData(form, pressed);
    failed.hidden = true;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(said), headers: { "X-Requested-With": "fetch" } });
    } catch {
      failed.hidden = false;
      return;
    }
    if (answer.ok) {
      for (const button of place.querySelectorAll("button[name=useful]")) {
        button.setAttribute("aria-pressed", String(button.value === said.get("useful")));
      }
      show(said.get("reason") || said.get("remark") ? "useful-kept" : "useful-" + said.get("useful"));
    } else {
      // What is wrong is said on a page of its own, as it is to readers without scripts.
      const carried = document.createElement("input");
      Object.assign(carried, { type: "hidden", name: pressed.name, value: pressed.value });
      if (pressed.name) form.append(carried);
      form.submit();
    }
  });
})();
