// Draws the month and lets slots be dragged. Without it the server's list and forms do the same work.
(() => {
  const page = document.getElementById("calendar-page");
  const element = document.getElementById("calendar");
  const list = document.getElementById("calendar-list");
  const message = document.getElementById("calendar-message");
  const tray = document.getElementById("calendar-tray");
  const { first, items: itemsAddress, move: moveAddress, add: addAddress } = page.dataset;
  const mayChange = "mayChange" in page.dataset;
  const narrow = matchMedia("(max-width: 50em)");
  if (!window.EventCalendar) return;

  // Wagtail answers a request that says so with 403 rather than with its home page.
  const asking = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const iso = (date) =>
    [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");
  const dayBefore = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1);

  function say(text, { wrong = false, undo = null } = {}) {
    message.textContent = text;
    message.classList.toggle("is-wrong", wrong);
    message.hidden = false;
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary";
    button.textContent = "Undo";
    button.addEventListener("click", undo, { once: true });
    message.append(" ", button);
  }

  function make(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // The order of the words is the order in which a screen reader should say them.
  function content({ event }) {
    const { pillar, label, owner } = event.extendedProps;
    const line = make("span", "item-line");
    const mark = make("span", `item-mark item-mark-${pillar || "none"}`);
    mark.setAttribute("aria-hidden", "true");
    line.append(mark, make("span", "item-title", event.title), make("span", "w-sr-only", pillar ? `, ${pillar}` : ""));
    return { domNodes: [line, make("span", "item-label", owner ? `${label}, ${owner}` : label)] };
  }

  const asEvent = (item) => ({
    id: item.id,
    title: item.title,
    start: item.on,
    end: item.on,
    allDay: true,
    startEditable: item.movable,
    durationEditable: false,
    classNames: ["item", `item-${item.kind}`, item.movable ? "is-movable" : "is-fixed"],
    extendedProps: item,
  });

  async function fetchEvents({ start, end }) {
    const address = `${itemsAddress}?first=${iso(start)}&last=${iso(dayBefore(end))}`;
    try {
      const response = await fetch(address, { headers: asking, credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      const { items } = await response.json();
      show();
      return items.map(asEvent);
    } catch {
      say("The days could not be loaded. The list below is as it was when the page opened; reload to try again.", { wrong: true });
      element.hidden = true;
      list.hidden = false;
      page.classList.remove("is-drawn");
      return [];
    }
  }

  function show() {
    element.hidden = false;
    list.hidden = true;
    page.classList.add("is-drawn");
  }

  async function post(pk, to, believed) {
    const body = new URLSearchParams({ to, believed });
    const headers = { ...asking, "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN };
    const response = await fetch(moveAddress.replace("/0/", `/${pk}/`), { method: "POST", body, headers, credentials: "same-origin" });
    if (![200, 400, 409].includes(response.status)) throw new Error(String(response.status));
    return { status: response.status, ...(await response.json()) };
  }

  // Moves a slot and says so; whatever goes wrong, the page shows what is stored.
  async function move(pk, title, to, believed, { undoing = false } = {}) {
    let answer;
    try {
      answer = await post(pk, to, believed);
    } catch {
      say(`“${title}” could not be moved: the server did not answer as expected. It stands where it was.`, { wrong: true });
      calendar.refetchEvents();
      return false;
    }
    if (answer.status === 200) {
      const text = undoing ? `“${title}” is back. ${answer.message}` : `“${title}”: ${answer.message}`;
      say(text, undoing ? {} : { undo: () => move(pk, title, believed, to, { undoing: true }) });
    } else {
      say(`“${title}”: ${answer.message}`, { wrong: true });
    }
    calendar.refetchEvents();
    refreshTray();
    return answer.status === 200;
  }

  // The tray is the server's; after a move into it or out of it, it is asked for again.
  async function refreshTray() {
    try {
      const response = await fetch(location.href, { credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("calendar-tray");
      if (fresh) tray.replaceChildren(...fresh.childNodes);
    } catch {
      // It stays as it was; the next full load shows it.
    }
  }

  const within = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  let droppedInTray = false;

  const calendar = EventCalendar.create(element, {
    view: narrow.matches ? "listMonth" : "dayGridMonth",
    date: first,
    firstDay: 1,
    locale: document.documentElement.lang || "en-GB",
    headerToolbar: { start: "", center: "", end: "" },
    height: "auto",
    editable: mayChange,
    eventStartEditable: mayChange,
    eventDurationEditable: false,
    dragScroll: true,
    eventSources: [{ events: fetchEvents }],
    eventContent: content,
    noEventsContent: "Nothing is planned for this month, and nothing goes live or expires in it.",
    dateClick({ date }) {
      if (addAddress) location.assign(`${addAddress}?planned_on=${iso(date)}`);
    },
    eventClick({ event }) {
      if (event.extendedProps.address) location.assign(event.extendedProps.address);
    },
    eventDragStop({ event, jsEvent }) {
      droppedInTray = within(tray.getBoundingClientRect(), jsEvent.clientX, jsEvent.clientY);
      if (droppedInTray) move(event.extendedProps.pk, event.title, "", event.extendedProps.on);
    },
    eventDrop({ event, revert }) {
      if (droppedInTray) {
        droppedInTray = false;
        revert();
        return;
      }
      move(event.extendedProps.pk, event.title, iso(event.start), event.extendedProps.on);
    },
    // A slot is reached and opened by keyboard as by mouse.
    eventDidMount({ el, event }) {
      if (!event.extendedProps.address) return;
      el.tabIndex = 0;
      el.setAttribute("role", "link");
      el.addEventListener("keydown", (key) => {
        if (key.key === "Enter") location.assign(event.extendedProps.address);
      });
    },
  });

  narrow.addEventListener("change", () => calendar.setOption("view", narrow.matches ? "listMonth" : "dayGridMonth"));

  if (!mayChange) return;
  tray.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const slot = form.closest("[data-slot]");
    move(slot.dataset.slot, slot.dataset.title, form.elements.to.value, form.elements.believed.value);
  });
  tray.addEventListener("dragstart", (event) => {
    const slot = event.target.closest?.("[data-slot]");
    if (slot) event.dataTransfer.setData("application/x-slot", JSON.stringify(slot.dataset));
  });
  element.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("application/x-slot")) event.preventDefault();
  });
  element.addEventListener("drop", (event) => {
    const dragged = event.dataTransfer.getData("application/x-slot");
    const day = calendar.dateFromPoint(event.clientX, event.clientY);
    if (!dragged || !day) return;
    event.preventDefault();
    const { slot, title } = JSON.parse(dragged);
    move(slot, title, iso(day.date), "");
  });
})();
