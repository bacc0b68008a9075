"""How fast the tabs of the workbench are on a library of 1,000 reports.

    python benchmarks/workbench.py [--reports 1000] [--library DIR]

The sample reports are read in again and again under other place names, with a stand-in
for the embedding model (making the vectors is not what is measured here). Each tab is
opened in a real browser; its time runs from the click to the content in the page.
"""

from __future__ import annotations

import argparse
import resource
import socket
import tempfile
import threading
import time
from pathlib import Path

import corpus.samples
from index.library import Library
from tests.browsing import start_browser
from tests.encoders import HashingEncoder

SAMPLES = Path(corpus.samples.__file__).parent / "reports"
NAMES = "山河湖海江泉溪岭原林松柏杨柳桃梅兰竹云霞星月日晨阳清明和平安宁康泰丰盛兴旺"
TABS = {
    "search": ".desk-form",
    "reader": ".desk-reports li",
    "data": ".desk-table td",
    "profile": ".desk-table td",
    "checks": ".desk-count",
    "manage": ".desk-reports li",
}


def multiply(count: int, folder: Path) -> list[Path]:
    """Write `count` reports made of the samples under other place names."""
    files: list[Path] = []
    samples = sorted(SAMPLES.glob("*.txt"))
    for number in range(count):
        sample = samples[number % len(samples)]
        turn = number // len(samples)
        place = NAMES[turn % len(NAMES)] + NAMES[(turn // len(NAMES) + 7) % len(NAMES)]
        text = sample.read_text("utf-8").replace("云岭", place)
        path = folder / f"{place}{sample.name}"
        path.write_text(text, "utf-8")
        files.append(path)
    return files


def memory() -> int:
    """Return the megabytes this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def measure(library: Path) -> None:
    """Open every tab twice and print how long each took."""
    import uvicorn

    from ui import build_app

    before = memory()
    begun = time.perf_counter()
    app = build_app(library, encoder=HashingEncoder())
    print(f"启动 {time.perf_counter() - begun:.1f} 秒，内存 {before} → {memory()} MB")
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    with start_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        begun = time.perf_counter()
        page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/ui/")
        page.wait_for_selector("#talk-pane .answer")
        print(f"打开页面 {time.perf_counter() - begun:.2f} 秒")
        for name, shown in TABS.items():
            begun = time.perf_counter()
            page.click(f"#{name}-tab-button")
            page.wait_for_selector(f"#{name}-pane {shown}")
            print(f"{name:8} {time.perf_counter() - begun:.2f} 秒")
        begun = time.perf_counter()
        page.click("#search-tab-button")
        page.fill("#search-pane input[name=q]", "政策解读")
        page.select_option("#search-pane select[name=mode]", "words")
        begun = time.perf_counter()
        page.click("#search-pane .desk-main")
        page.wait_for_selector("#search-pane .desk-hit")
        print(f"逐字检索 {time.perf_counter() - begun:.2f} 秒")
        page.select_option("#search-pane select[name=mode]", "meaning")
        page.fill("#search-pane input[name=q]", "网站访问量")
        begun = time.perf_counter()
        page.click("#search-pane .desk-main")
        page.wait_for_function(
            "document.querySelector('#search-pane .desk-count').innerText[0]==='找'"
        )
        print(f"按意思检索 {time.perf_counter() - begun:.2f} 秒")
        page.locator("#search-pane .desk-link").first.click()
        begun = time.perf_counter()
        page.wait_for_selector("#reader-pane .reader")
        print(f"打开报告 {time.perf_counter() - begun:.2f} 秒")
        page.wait_for_timeout(3_000)
        begun = time.perf_counter()
        page.click("#checks-tab-button")
        page.click("#checks-pane .desk-main")
        page.wait_for_timeout(1500)
        print("核对：" + page.inner_text("#checks-pane .desk-count"))
        page.context.close()
    print(f"用过之后内存 {memory()} MB")


def main() -> None:
    """Build the library where there is none, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--library", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.library or Path(folder) / "库"
        with Library.open(root, create=True, encoder=HashingEncoder()) as library:
            if not library.reports():
                (Path(folder) / "files").mkdir()
                begun = time.perf_counter()
                library.ingest(multiply(given.reports, Path(folder) / "files"))
                print(f"读入 {given.reports} 份 {time.perf_counter() - begun:.0f} 秒")
            print(f"{len(library.reports())} 份报告，{library.store.counts()[2]} 个数据")
        measure(root)


if __name__ == "__main__":
    main()
