// Acts on the buttons of the answer cards; runs once, with `element` the conversation.
const box = () => document.querySelector("#question textarea");

element.addEventListener("click", (event) => {
  const hit = event.target.closest("[data-ask], [data-edit], a[href^='#']");
  if (!hit) return;
  if (hit.dataset.ask) {
    trigger("submit", { question: hit.dataset.ask });
  } else if (hit.dataset.edit) {
    box().value = hit.dataset.edit;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  } else {
    event.preventDefault();
    const cell = document.getElementById(hit.hash.slice(1));
    cell?.scrollIntoView({ block: "center", inline: "center" });
  }
});

watch("value", () => {
  for (const lit of element.querySelectorAll(".answer-lit")) {
    const table = lit.closest(".answer-table");
    if (table.dataset.shown) continue;
    table.dataset.shown = "yes";
    const label = lit.parentElement.querySelector("th")?.offsetWidth ?? 0;
    table.scrollLeft = lit.offsetLeft - (table.clientWidth + label - lit.offsetWidth) / 2;
  }
  const turn = element.querySelector(".talk-turn:last-child");
  turn?.scrollIntoView({ block: "start" });
});
