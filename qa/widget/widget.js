// 问报告: puts a button on a page that opens the question page in a frame.
// <script src="https://HOST/widget.js" async data-title="" data-position="" data-issuer=""></script>
(function () {
  "use strict";

  var script = document.currentScript;
  if (!script || !Element.prototype.attachShadow) return;
  var base = new URL(".", script.src);
  var data = script.dataset;
  var title = (data.title || "问报告").slice(0, 40);
  var left = data.position === "left" || data.position === "bottom-left";
  var issuer = (data.issuer || "").slice(0, 100);

  // The one global: what has been put on this page, so that nothing is there twice.
  var seen = window.baogaoWidget || (window.baogaoWidget = []);
  var key = [base.href, left, issuer, title].join("|");
  if (seen.indexOf(key) >= 0) return;
  var above = seen.filter((each) => each.split("|")[1] === String(left)).length;
  seen.push(key);

  var STYLE =
    ":host{all:initial}" +
    "*{box-sizing:border-box;font:16px/1.5 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}" +
    ".launch,.panel{position:fixed;z-index:2147483000;" + (left ? "left" : "right") + ":20px}" +
    ".launch{min-width:44px;min-height:48px;padding:8px 20px;border:2px solid #fff;border-radius:8px;" +
    "background:#1b5faa;color:#fff;font-weight:700;cursor:pointer;box-shadow:0 2px 8px rgba(0,0,0,.25)}" +
    ".panel{bottom:20px;display:flex;flex-direction:column;width:420px;max-width:calc(100vw - 40px);" +
    "height:640px;max-height:calc(100vh - 40px);border:1px solid #5a6270;border-radius:8px;overflow:hidden;" +
    "background:#f7f8fa;color:#1a1d21;box-shadow:0 4px 24px rgba(0,0,0,.25)}" +
    ".panel[hidden],.launch[hidden],.late[hidden]{display:none}" +
    ".bar{display:flex;align-items:center;gap:4px;padding:4px 4px 4px 16px;background:#1b5faa;color:#fff}" +
    ".name{flex:1;margin:0;font-weight:700;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}" +
    ".bar a,.bar button{display:inline-flex;align-items:center;min-width:44px;min-height:44px;padding:0 12px;" +
    "border:0;border-radius:8px;background:none;color:#fff;cursor:pointer;font-size:14px;text-decoration:underline}" +
    ".late{margin:0;padding:16px}.late a{color:#1b5faa}" +
    "iframe{flex:1;width:100%;min-height:0;border:0;background:transparent}" +
    ":focus-visible{outline:3px solid #b7791f;outline-offset:-3px}.launch:focus-visible{outline-offset:2px}" +
    ".unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}" +
    "@media(max-width:480px){.panel{inset:0;width:100%;max-width:none;height:100%!important;max-height:none;border:0;border-radius:0}}" +
    "@media(prefers-color-scheme:dark){.panel{background:#14171c;color:#eceff3}.late a{color:#7fb4f0}}" +
    "@media(forced-colors:active){.launch,.panel,.bar{border:2px solid}}" +
    "@media print{.launch,.panel{display:none}}";

  function make(tag, style, text) {
    var element = document.createElement(tag);
    if (style) element.className = style;
    if (text) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  }

  function start() {
    var place = make("div");
    var shadow = place.attachShadow({ mode: "open" });
    try {
      // Not bound by the page's style-src, as a style element would be.
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      shadow.adoptedStyleSheets = [sheet];
    } catch (error) {
      var style = make("style", "", STYLE);
      if (script.nonce) style.nonce = script.nonce;
      shadow.appendChild(style);
    }

    var launch = make("button", "launch", title);
    launch.setAttribute("aria-haspopup", "dialog");
    launch.setAttribute("aria-expanded", "false");
    launch.style.bottom = 20 + 60 * above + "px";

    var panel = make("div", "panel");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
    panel.setAttribute("aria-label", title);
    panel.hidden = true;
    var before = make("span");
    var behind = make("span");
    before.tabIndex = behind.tabIndex = 0;
    var bar = make("div", "bar");
    var link = make("a", "", "新窗口");
    link.href = base.href;
    link.target = "_blank";
    link.rel = "noopener";
    var close = make("button", "", "关闭");
    bar.appendChild(make("p", "name", title));
    bar.appendChild(link);
    bar.appendChild(close);
    var late = make("p", "late");
    late.hidden = true;
    var other = make("a", "", "请在新窗口打开");
    other.href = base.href;
    other.target = "_blank";
    other.rel = "noopener";
    late.appendChild(document.createTextNode("问答窗口没有在这个页面里打开。"));
    late.appendChild(other);
    var status = make("span", "unseen");
    status.setAttribute("role", "status");
    [before, bar, late, behind].forEach((each) => panel.appendChild(each));
    [launch, panel, status].forEach((each) => shadow.appendChild(each));
    document.body.appendChild(place);
    // The plain link that stands for the widget where scripts do not run.
    var plain = script.previousElementSibling;
    if (plain && plain.matches("a[data-baogao]")) plain.hidden = true;

    var frame = null;
    var ready = false;

    function tell(message) {
      if (frame && ready) frame.contentWindow.postMessage(message, base.origin);
    }
    function load() {
      var address = new URL("embed", base);
      address.searchParams.set("host", location.origin);
      if (issuer) address.searchParams.set("issuer", issuer);
      frame = make("iframe");
      frame.title = title;
      // What opens in a window of its own, the official original, is not ours to confine.
      var may = "allow-scripts allow-forms allow-same-origin allow-popups";
      frame.setAttribute("sandbox", may + " allow-popups-to-escape-sandbox");
      frame.setAttribute("allow", "clipboard-write");
      frame.referrerPolicy = "no-referrer";
      frame.src = address.href;
      panel.insertBefore(frame, behind);
      status.textContent = "正在打开" + title;
      setTimeout(function () {
        if (ready) return;
        late.hidden = false;
        status.textContent = late.textContent;
      }, 8000);
    }
    function open() {
      panel.hidden = false;
      launch.hidden = true;
      launch.setAttribute("aria-expanded", "true");
      if (!frame) load();
      close.focus();
      if (ready) frame.focus();
      tell({ type: "open" });
    }
    function shut() {
      if (panel.hidden) return;
      panel.hidden = true;
      launch.hidden = false;
      launch.setAttribute("aria-expanded", "false");
      status.textContent = "";
      launch.focus();
    }

    launch.addEventListener("click", open);
    close.addEventListener("click", shut);
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") shut();
    });
    before.addEventListener("focus", function () {
      if (frame) frame.focus();
    });
    behind.addEventListener("focus", function () {
      link.focus();
    });
    window.addEventListener("message", function (event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== base.origin) return;
      var said = event.data;
      if (!said || typeof said !== "object") return;
      if (said.type === "open") {
        ready = true;
        late.hidden = true;
        status.textContent = title + "已打开";
        if (!panel.hidden) {
          frame.focus();
          tell({ type: "open" });
        }
      } else if (said.type === "close") {
        shut();
      } else if (said.type === "resize" && Number.isInteger(said.height)) {
        if (said.height < 0 || said.height > 2000) return;
        panel.style.height = Math.max(440, Math.min(640, said.height + 54)) + "px";
      }
    });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
