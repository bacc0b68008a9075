// The citizens' page. Everything that is shown becomes text nodes; no HTML is parsed.
(function () {
  "use strict";

  var root = document.documentElement;
  var talk = document.getElementById("talk");
  var form = document.getElementById("form");
  var box = document.getElementById("box");
  var send = document.getElementById("send");
  var status = document.getElementById("status");
  var query = new URLSearchParams(location.search);
  var embedded = root.dataset.mode === "embed" && window.parent !== window;
  var issuer = (query.get("issuer") || "").trim().slice(0, 100);
  var history = [];
  var turns = 0;
  var PATIENCE = 30000;

  // What is remembered: large type and script, where the browser allows it.
  function recall(name) {
    try {
      return localStorage.getItem("baogao." + name);
    } catch (error) {
      return null;
    }
  }
  function remember(name, value) {
    try {
      localStorage.setItem("baogao." + name, value);
    } catch (error) {
      // Storage is denied; the choice lasts as long as the page.
    }
  }

  // The card comes as a tree of [name, attributes, children…]; only these may be in it.
  var TAGS = /^(a|article|b|blockquote|br|button|caption|circle|code|details|div|figcaption|figure|g|h4|li|ol|p|path|rect|small|span|strong|summary|svg|table|tbody|td|text|th|thead|tr|ul)$/;
  var DRAWN = /^(circle|g|path|rect|svg|text)$/;
  var NAMES = /^(class|colspan|cx|cy|d|fill|height|id|open|r|rel|role|rowspan|rx|scope|stroke|stroke-linejoin|stroke-width|tabindex|target|text-anchor|transform|type|viewbox|width|x|y|aria-[a-z]+|data-[a-z]+)$/;

  function build(node, turn) {
    if (typeof node === "string") return document.createTextNode(node);
    var tag = node[0];
    // What the workbench draws beside a chart to save it has no use here.
    if (!TAGS.test(tag) || "data-picture" in node[1]) return document.createDocumentFragment();
    var element = DRAWN.test(tag)
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    Object.keys(node[1]).forEach(function (name) {
      var value = node[1][name];
      if (name === "id") value = "t" + turn + "-" + value;
      if (name === "href" && tag === "a") {
        if (value[0] === "#") element.setAttribute(name, "#t" + turn + "-" + value.slice(1));
        else if (/^https?:\/\//i.test(value)) element.setAttribute(name, value);
      } else if (NAMES.test(name)) {
        element.setAttribute(name === "viewbox" ? "viewBox" : name, value);
      }
    });
    for (var at = 2; at < node.length; at++) element.appendChild(build(node[at], turn));
    return element;
  }

  function make(tag, style, text) {
    var element = document.createElement(tag);
    if (style) element.className = style;
    if (text) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  }

  async function post(path, content) {
    var abort = window.AbortController ? new AbortController() : null;
    var timer = setTimeout(function () {
      if (abort) abort.abort();
    }, PATIENCE);
    try {
      var reply = await fetch(path, {
        method: "POST",
        credentials: "omit",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(content),
        signal: abort ? abort.signal : undefined,
      });
      if (reply.status === 204) return null;
      var said = await reply.json();
      if (reply.ok) return said;
      throw new Error(said.error.message);
    } catch (error) {
      var ours = error instanceof Error && /[\u4e00-\u9fff]/.test(error.message);
      throw ours ? error : new Error("没有连上服务，请检查网络后再试一次。");
    } finally {
      clearTimeout(timer);
    }
  }

  // 繁體: every text that is shown is replaced by what the server converts it to.
  var traditional = false;
  var simple = new WeakMap();
  var converted = new Map();
  var NAMED = ["placeholder", "aria-label", "title"];

  function texts(within) {
    var found = [];
    var walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var node = walker.currentNode;
      if (/[\u3400-\u9fff]/.test(node.data) && !node.parentElement.closest("[data-fixed], script")) {
        if (!simple.has(node)) simple.set(node, node.data);
        found.push({ was: simple.get(node), set: put(node) });
      }
    }
    Array.prototype.forEach.call(within.querySelectorAll("[" + NAMED.join("],[") + "]"), function (e) {
      if (!simple.has(e)) simple.set(e, {});
      NAMED.forEach(function (name) {
        if (!e.hasAttribute(name)) return;
        var was = simple.get(e);
        if (!(name in was)) was[name] = e.getAttribute(name);
        found.push({ was: was[name], set: e.setAttribute.bind(e, name) });
      });
    });
    return found;
  }
  function put(node) {
    return function (text) {
      if (node.data !== text) node.data = text;
    };
  }

  async function write(within) {
    var places = texts(within);
    if (traditional) {
      var missing = Array.from(new Set(places.map((p) => p.was))).filter((t) => !converted.has(t));
      while (missing.length) {
        var part = [];
        for (var size = 0; missing.length && part.length < 500 && size < 8000; ) {
          size += missing[0].length;
          part.push(missing.shift());
        }
        var reply = await post("api/convert", { texts: part });
        part.forEach((text, at) => converted.set(text, reply.texts[at]));
      }
    }
    places.forEach((p) => p.set(traditional ? converted.get(p.was) || p.was : p.was));
  }

  var scriptButton = document.getElementById("script");
  async function setScript(on) {
    traditional = on;
    try {
      await write(document.body);
    } catch (error) {
      traditional = false;
      say(error.message);
    }
    root.lang = traditional ? "zh-Hant" : "zh-CN";
    scriptButton.textContent = traditional ? "简体" : "繁體";
    scriptButton.lang = traditional ? "zh-CN" : "zh-Hant";
    remember("script", traditional ? "hant" : "hans");
  }
  scriptButton.addEventListener("click", function () {
    setScript(!traditional);
  });

  var largeButton = document.getElementById("large");
  function setLarge(on) {
    root.classList.toggle("large", on);
    largeButton.setAttribute("aria-pressed", String(on));
    remember("large", on ? "1" : "0");
  }
  largeButton.addEventListener("click", function () {
    setLarge(!root.classList.contains("large"));
  });

  // The status line is read out; the conversation itself would be too much to hear.
  function say(text) {
    status.textContent = text;
  }

  async function ask(question) {
    question = question.trim();
    if (!question || send.disabled) return;
    turns += 1;
    var turn = make("section", "turn");
    var asked = make("p", "asked", question);
    asked.dataset.fixed = "";
    var working = make("p", "working", "正在查表…");
    turn.appendChild(asked);
    turn.appendChild(working);
    talk.appendChild(turn);
    await settle(turn);
    turn.scrollIntoView({ block: "start" });
    say(working.textContent);
    send.disabled = true;
    box.value = "";
    fit();
    try {
      var answer = await post("api/ask", {
        question: question,
        issuers: issuer ? [issuer] : [],
        history: history.slice(-10),
        card: true,
      });
      var card = build(answer.card, turns);
      card.appendChild(after(answer, card));
      await settle(card);
      turn.replaceChild(card, working);
      history.push({ question: question, understood: answer.understood.slice(0, 2000) });
      light(card);
      say(card.querySelector(".answer-text, .answer-words").textContent);
    } catch (error) {
      var problem = make("article", "answer");
      problem.appendChild(make("p", "answer-problem", error.message));
      var again = make("button", "", "再试一次");
      again.dataset.ask = question;
      var choices = make("div", "after");
      choices.appendChild(again);
      problem.appendChild(choices);
      turn.replaceChild(problem, working);
      say(error.message);
    } finally {
      send.disabled = false;
    }
    turn.scrollIntoView({ block: "start" });
    tellHeight();
  }

  async function settle(within) {
    if (!traditional) return;
    try {
      await write(within);
    } catch (error) {
      // Shown as it is, in simplified script.
    }
  }

  function light(card) {
    Array.prototype.forEach.call(card.querySelectorAll(".answer-lit"), function (cell) {
      var table = cell.closest(".answer-table");
      if (!table || table.dataset.shown) return;
      table.dataset.shown = "yes";
      var label = cell.parentElement.querySelector("th");
      var taken = label ? label.offsetWidth : 0;
      table.scrollLeft = cell.offsetLeft - (table.clientWidth + taken - cell.offsetWidth) / 2;
    });
  }

  function after(answer, card) {
    var row = make("div", "after");
    var copy = make("button", "", "复制");
    copy.addEventListener("click", async function () {
      var done = await toClipboard(plain(answer));
      copy.textContent = done ? "已复制" : "复制不了，请手动选取";
      say(copy.textContent);
    });
    row.appendChild(copy);
    ["good", "bad"].forEach(function (rating) {
      var button = make("button", "", rating === "good" ? "有帮助" : "没帮助");
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", async function () {
        try {
          await post("api/feedback", { id: answer.id, rating: rating });
          Array.prototype.forEach.call(row.querySelectorAll("[aria-pressed]"), function (each) {
            each.setAttribute("aria-pressed", String(each === button));
          });
          say("谢谢，已经记下。");
        } catch (error) {
          say(error.message);
        }
      });
      row.appendChild(button);
    });
    // A confined frame may not save files; the page itself may.
    if (!embedded && answer.status === "answered" && answer.values.length) {
      [["xlsx", "下载 Excel"], ["csv", "下载 CSV"]].forEach(function (form) {
        var link = make("a", "", form[1]);
        link.href = "api/answers/" + encodeURIComponent(answer.id) + "." + form[0];
        link.setAttribute("download", "");
        row.appendChild(link);
      });
    }
    pages(answer).forEach(function (place) {
      var button = make("button", "", "看原文第" + place.page + "页");
      button.setAttribute("aria-expanded", "false");
      var image = null;
      button.addEventListener("click", function () {
        if (!image) {
          image = make("img", "sheet");
          image.alt = "《" + place.title + "》第" + place.page + "页，引用的位置已标出";
          image.addEventListener("error", function () {
            say("这一页的图像现在打不开。");
          });
          var address = "api/reports/" + encodeURIComponent(place.report) + "/pages/" + place.page + ".png";
          image.src = address + (place.fact ? "?fact=" + encodeURIComponent(place.fact) : "");
          row.parentElement.insertBefore(image, row.nextSibling);
        } else {
          image.hidden = !image.hidden;
        }
        button.setAttribute("aria-expanded", String(!image.hidden));
      });
      row.appendChild(button);
    });
    return row;
  }

  // Places known to the point are those of a PDF, whose pages can be shown.
  function pages(answer) {
    var seen = new Set();
    return answer.citations
      .filter(function (c) {
        var key = c.report + "/" + c.page;
        if (c.box === null || c.page === null || seen.has(key) || seen.size > 2) return false;
        return seen.add(key);
      });
  }

  function plain(answer) {
    var lines = [answer.text].concat(answer.notes.map((note) => "注意：" + note));
    var places = answer.citations.map(function (c) {
      var page = c.page === null ? "" : "第" + c.page + "页";
      return "出处：《" + c.title + "》" + page + (c.section.length ? " " + c.section.join(" › ") : "");
    });
    return lines.concat(Array.from(new Set(places))).join("\n");
  }

  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      // In a frame without the permission, or without https: the old way.
    }
    var area = make("textarea", "unseen");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = false;
    try {
      done = document.execCommand("copy");
    } catch (error) {
      done = false;
    }
    area.remove();
    return done;
  }

  document.body.addEventListener("click", function (event) {
    var hit = event.target.closest("[data-ask], [data-edit], a[href^='#']");
    if (!hit) return;
    if (hit.dataset.ask) {
      ask(hit.dataset.ask);
    } else if (hit.dataset.edit) {
      box.value = hit.dataset.edit;
      fit();
      box.focus();
    } else {
      event.preventDefault();
      var cell = document.getElementById(hit.getAttribute("href").slice(1));
      if (!cell) return;
      var folded = cell.closest("details");
      if (folded) folded.open = true;
      cell.scrollIntoView({ block: "center", inline: "center" });
    }
  });
  document.body.addEventListener(
    "toggle",
    function (event) {
      if (event.target.open) light(event.target);
    },
    true
  );

  function fit() {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 2, 144) + "px";
  }
  box.addEventListener("input", fit);
  box.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    ask(box.value);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask(box.value);
    box.focus();
  });

  // In the widget: messages to and from the page that framed us, and nobody else.
  var host = query.get("host") || "";
  function tell(message) {
    if (!embedded || !/^https?:\/\/[^\/]+$/.test(host)) return;
    try {
      window.parent.postMessage(message, host);
    } catch (error) {
      // An address that is none: there is nobody to tell.
    }
  }
  function tellHeight() {
    tell({ type: "resize", height: Math.min(2000, Math.ceil(document.body.scrollHeight)) });
  }
  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || event.origin !== host || !embedded) return;
    if (event.data && event.data.type === "open") box.focus();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") tell({ type: "close" });
  });

  setLarge(recall("large") === "1");
  if (recall("script") === "hant") setScript(true);
  tell({ type: "open" });
  tellHeight();
})();
