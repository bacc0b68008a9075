"""Look: masthead, theme, styles and scripts of the workbench's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import qa

STYLES = (
    "rendering/card.css",
    "rendering/chart.css",
    "workbench/gradio.css",
    "workbench/workbench.css",
)
MASTHEAD = (
    "<h1>问报告</h1><p>用中文向政府报告提问。数字取自原文，都能看到出处。</p>"
    '<button type="button" id="larger" aria-pressed="false">大字</button>'
)
LARGER = """
const button = element.querySelector("#larger"), root = document.documentElement;
const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("large")));
button.addEventListener("click", () => {
  root.classList.toggle("large");
  try { localStorage.baogaoLarge = root.classList.contains("large") ? "1" : ""; } catch {}
  show();
});
show();
"""


def asset(name: str) -> str:
    """Return a style sheet or script of the package."""
    return (Path(qa.__file__).parent / name).read_text("utf-8")


def theme() -> Any:  # noqa: ANN401 - Gradio is imported only where it is used
    """Return Gradio's plain theme in the card's colours, with local fonts only."""
    import gradio as gr

    fonts = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
    plain = gr.themes.Base(
        font=[gr.themes.Font(name) for name in fonts],
        font_mono=[gr.themes.Font("monospace")],
    )
    return plain.set(
        body_background_fill="#F7F8FA",
        body_background_fill_dark="#14171C",
        body_text_color="#1A1D21",
        body_text_color_dark="#ECEFF3",
        button_primary_background_fill="#1B5FAA",
        button_primary_background_fill_dark="#7FB4F0",
        button_primary_background_fill_hover="#164E8C",
        button_primary_background_fill_hover_dark="#A5CBF5",
        button_primary_text_color="#FFFFFF",
        button_primary_text_color_dark="#14171C",
    )


def head() -> str:
    """Return what goes into the page's head: our styles, and that Gradio decides on dark."""
    styles = "".join(asset(name) for name in STYLES)
    script = (
        "document.documentElement.classList.add('follows-class');"
        "try{if(localStorage.baogaoLarge)document.documentElement.classList.add('large')}"
        "catch{}"
    )
    return f"<style>{styles}</style><script>{script}</script>"
