// Acts on the buttons and forms of one pane, `element`; runs once when it is first shown.
// What is to be done stands in the markup: data-ask and data-edit in answer cards, data-act
// with data-with and data-go in the tabs. Other panes are reached through `desk.panes`.
const desk = (window.baogao ??= { panes: {} });
const pane = element.closest("[id$='-pane']").id;
const box = () => document.querySelector("#question textarea");

const send = (act, fields) => {
  element.setAttribute("aria-busy", "true");
  desk.waiting = pane;
  trigger("submit", { act, fields });
};
desk.panes[pane] = send;

// A tab is built when it is first opened, so another pane may take a moment to be there.
const lead = (tab, act, fields) => {
  document.getElementById(`${tab}-tab-button`)?.click();
  const begun = Date.now();
  const reach = () => {
    const other = desk.panes[`${tab}-pane`];
    if (other && document.getElementById(`${tab}-pane`)) other(act, fields);
    else if (Date.now() - begun < 5000) setTimeout(reach, 50);
  };
  desk.skip = `${tab}-pane`;
  reach();
};

const entries = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(String(value));
  return fields;
};

const plain = (card) => {
  const parts = [".answer-figure", ".answer-text", ".answer-note", ".answer-notes li"];
  const lines = [...card.querySelectorAll(parts.join(","))].map((each) => each.innerText.trim());
  for (const source of card.querySelectorAll(".answer-source")) {
    const quotes = [...source.querySelectorAll("blockquote")].map((q) => q.textContent);
    lines.push(source.querySelector("summary").textContent.trim(), ...quotes);
  }
  return lines.filter(Boolean).join("\n");
};

const rich = (card) => {
  const parts = ".answer-figure, .answer-text, .answer-values, .answer-note";
  const kept = [...card.querySelectorAll(parts)].map((each) => each.outerHTML);
  const sources = [...card.querySelectorAll(".answer-source summary")].map(
    (each) => `<p>${each.innerHTML}</p>`,
  );
  const svg = card.querySelector(".chart > svg");
  return picture(svg).then((image) => [
    ...kept,
    ...(image ? [`<p><img src="${image}" width="640"></p>`] : []),
    ...sources,
  ].join(""));
};

// The drawing as a PNG on white, which every word processor takes.
const picture = (svg) => {
  if (!svg) return Promise.resolve("");
  const copy = svg.cloneNode(true);
  const dark = document.querySelector(".dark");
  dark?.classList.remove("dark");
  const drawn = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((shape, place) => {
    const style = getComputedStyle(drawn[place]);
    for (const name of ["fill", "stroke", "stroke-width", "font", "color"])
      shape.style.setProperty(name, style.getPropertyValue(name));
  });
  dark?.classList.add("dark");
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", 2 * width);
  copy.setAttribute("height", 2 * height);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(copy.outerHTML);
  return image.decode().then(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0);
    return canvas.toDataURL("image/png");
  });
};

const save = (name, address) => {
  const link = Object.assign(document.createElement("a"), { download: name, href: address });
  link.click();
};

const copyOut = (text, html) => {
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  // Works over plain http too, where the newer clipboard interface is shut.
  document.addEventListener("copy", fill, { once: true });
  return document.execCommand("copy");
};

const say = (near, words) => {
  const line = near.closest(".answer-actions")?.querySelector(".answer-said");
  if (line) line.textContent = words;
};

const cardActions = (hit) => {
  const card = hit.closest(".answer");
  const actions = hit.closest(".answer-actions");
  if ("copy" in hit.dataset) {
    rich(card).then((html) => say(hit, copyOut(plain(card), html) ? "已复制" : "没能复制"));
  } else if (hit.dataset.vote === "up") {
    hit.setAttribute("aria-pressed", "true");
    say(hit, "谢谢");
    trigger("like", { act: "up", fields: { key: [actions.dataset.answer] } });
  } else if (hit.dataset.vote === "down") {
    const form = actions.querySelector("form");
    form.hidden = !form.hidden;
    hit.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  }
};

element.addEventListener("click", (event) => {
  const hit = event.target.closest(
    "[data-ask], [data-edit], [data-act]:not(form), [data-copy], [data-vote], [data-picture]," +
      " [data-save-talk], [data-print], [data-sort], a[href^='#']",
  );
  if (!hit || !element.contains(hit)) return;
  if (hit.dataset.ask) {
    lead("talk", "ask", { question: [hit.dataset.ask] });
  } else if (hit.dataset.edit) {
    box().value = hit.dataset.edit;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  } else if (hit.dataset.act) {
    const fields = JSON.parse(hit.dataset.with || "{}");
    if (hit.dataset.confirm && !confirm(hit.dataset.confirm)) return;
    if (hit.dataset.go) lead(hit.dataset.go, hit.dataset.act, fields);
    else send(hit.dataset.act, fields);
  } else if ("copy" in hit.dataset || hit.dataset.vote) {
    cardActions(hit);
  } else if ("picture" in hit.dataset) {
    const figure = hit.closest("figure");
    const name = figure.querySelector("figcaption").textContent.replaceAll(/[\\/:*?"<>|]/g, " ");
    picture(figure.querySelector("svg")).then((image) => save(`${name}.png`, image));
  } else if ("saveTalk" in hit.dataset) {
    const turns = [...element.querySelectorAll(".talk-turn")].map(
      (turn) =>
        `问：${turn.querySelector(".talk-question")?.innerText ?? ""}\n答：${plain(turn)}\n`,
    );
    save("对话.txt", URL.createObjectURL(new Blob(["\ufeff", turns.join("\n")])));
  } else if ("sort" in hit.dataset) {
    sortBy(hit);
  } else if ("print" in hit.dataset) {
    window.open(hit.dataset.print, "_blank", "noopener");
  } else {
    event.preventDefault();
    const cell = document.getElementById(hit.hash.slice(1));
    cell?.scrollIntoView({ block: "center", inline: "center" });
  }
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if ("reason" in form.dataset) {
    const actions = form.closest(".answer-actions");
    const fields = { key: [actions.dataset.answer], ...entries(form) };
    form.hidden = true;
    actions.querySelector("[data-vote='down']").setAttribute("aria-pressed", "true");
    say(form, "已记下，谢谢");
    trigger("like", { act: "down", fields });
  } else {
    send(form.dataset.act, entries(form));
  }
});

// Long lists of boxes to tick are narrowed by typing, and say what is ticked.
element.addEventListener("input", (event) => {
  const typed = event.target;
  const list = typed.closest(".desk-ticks");
  if (!list) return;
  if ("narrow" in typed.dataset) {
    for (const label of list.querySelectorAll("label"))
      label.hidden = !label.textContent.includes(typed.value.trim());
    for (const group of list.querySelectorAll("fieldset"))
      group.hidden = !group.querySelector("label:not([hidden])");
  } else {
    const ticked = [...list.querySelectorAll("input:checked")].map((i) => i.parentNode.textContent);
    const all = list.querySelectorAll("input[type=checkbox]").length;
    list.querySelector("summary span").textContent = ticked.length
      ? ticked.slice(0, 2).join("、") + (ticked.length > 2 ? `等${ticked.length}项` : "")
      : `全部（${all}）`;
  }
});

const sortBy = (button) => {
  const head = button.closest("th");
  const rows = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") !== "descending";
  for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[head.cellIndex].dataset.value ?? "";
  const sorted = [...rows.rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    // What holds no number stays below, whichever way the numbers run.
    if (x === "" || y === "") return (x === "") - (y === "");
    const order = isNaN(x) || isNaN(y) ? x.localeCompare(y, "zh") : x - y;
    return down ? -order : order;
  });
  rows.append(...sorted);
};

const showLit = () => {
  for (const lit of element.querySelectorAll(".answer-lit[id]")) {
    const table = lit.closest(".answer-table");
    if (!table || table.dataset.shown) continue;
    table.dataset.shown = "yes";
    const label = lit.parentElement.querySelector("th")?.offsetWidth ?? 0;
    const most = table.scrollWidth - table.clientWidth;
    const right = lit.offsetLeft + lit.offsetWidth - table.clientWidth;
    if (most <= 0 || right <= 0) continue;
    // A column begins exactly where the row labels end, so that none is cut to a sliver.
    const starts = [...lit.parentElement.cells].map((cell) => cell.offsetLeft - label);
    const start = Math.min(...starts.filter((each) => each >= right - 1));
    if (!isFinite(start)) continue;
    if (start > most) lit.closest("table").style.paddingRight = `${start - most}px`;
    table.scrollLeft = start;
  }
};

watch("value", () => {
  element.removeAttribute("aria-busy");
  showLit();
  if (pane === "talk-pane") {
    element.querySelector(".talk-turn:last-child")?.scrollIntoView({ block: "start" });
  } else if (desk.waiting === pane) {
    const place = element.querySelector("[data-place]");
    const focus = element.querySelector("[data-focus]");
    focus?.focus({ preventScroll: true });
    (place ?? focus)?.scrollIntoView({ block: place ? "center" : "nearest" });
  }
});

// A pane that nobody led to shows what it has to begin with.
if (pane !== "talk-pane" && desk.skip !== pane) send("begin", {});
desk.skip = null;
