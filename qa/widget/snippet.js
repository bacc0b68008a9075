// Makes the lines a webmaster pastes, from what is filled in.
(function () {
  "use strict";

  var form = document.getElementById("options");
  var field = (name) => form.elements[name];
  var value = (name) => field(name).value.trim();

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function origin(text) {
    try {
      return new URL(text).origin;
    } catch (error) {
      return "";
    }
  }

  function show() {
    var base = value("base").replace(/\/*$/, "/");
    var name = field("pinned").checked ? "widget-" + form.dataset.version + ".js" : "widget.js";
    var title = value("title") || "问报告";
    var parts = ['src="' + escaped(base + name) + '"', "async", 'data-title="' + escaped(title) + '"'];
    if (value("position") === "left") parts.push('data-position="left"');
    if (value("issuer")) parts.push('data-issuer="' + escaped(value("issuer")) + '"');
    if (field("pinned").checked)
      parts.push('integrity="' + form.dataset.integrity + '"', 'crossorigin="anonymous"');
    var site = origin(value("site")) || "https://www.example.gov.cn";
    document.getElementById("setting").textContent = 'frame_ancestors = ["' + site + '"]';
    document.getElementById("code").textContent =
      '<a data-baogao href="' + escaped(base) + '">' + escaped(title) + "：用一句话查政府报告</a>\n" +
      "<script " + parts.join(" ") + "></script>";
    document.getElementById("policy").textContent =
      "script-src " + (origin(base) || base) + "; frame-src " + (origin(base) || base);
  }

  document.body.addEventListener("click", async function (event) {
    var id = event.target.dataset.copy;
    if (!id) return;
    var status = document.getElementById("status");
    try {
      await navigator.clipboard.writeText(document.getElementById(id).textContent);
      status.textContent = "已复制";
    } catch (error) {
      status.textContent = "复制不了，请手动选取";
    }
  });
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  field("base").value = new URL(".", location.href).href;
  show();
})();
