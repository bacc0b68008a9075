"""Load: how many questions a second the service answers, and how long the slowest take.

    baogao serve --library .demo --config 不限次数.toml &      # rate_per_minute = 0
    python benchmarks/load.py http://127.0.0.1:7860 --users 20 --seconds 120 --pid $!

A second process. Each user asks, waits for the answer and asks again: 70 % figures, 20 %
text, 10 % what is not held, of each report the service says it holds: some sixty different
questions a report, so that remembering answers would gain little. A refusal (429,
503) counts apart from answers, and so does its time. Before and after, the same users ask
a service that does nothing: the speed of the machine, which may be busy. Prints one JSON
object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

ROWS = (
    "本年新收政府信息公开申请",
    "上年结转的申请",
    "予以公开的申请",
    "部分公开的申请",
    "不予公开的申请",
    "不予处理的申请",
    "无法提供的申请",
    "结转下年度继续办理的申请",
)
ASKERS = ("", "自然人的", "商业企业的", "科研机构的", "法律服务机构的")
FIGURES = (
    *(f"{{issuer}}{{year}}年{asker}{row}有多少件？" for row in ROWS for asker in ASKERS),
    "{issuer}{year}年收到多少件政府信息公开申请？",
    "{issuer}{year}年行政复议总计多少件？",
    "{issuer}{year}年行政诉讼结果纠正的有几件？",
    "{issuer}{year}年现行有效的规章有多少件？",
    "{issuer}{year}年行政许可处理决定数量是多少？",
    "{issuer}{year}年比上一年多收了多少件申请？",
    "{issuer}{year}年不予公开的占申请总数的多少？",
)
TEXTS = (
    "{issuer}{year}年存在的主要问题是什么？",
    "{issuer}{year}年主动公开做了哪些工作？",
    "{issuer}{year}年下一步有什么打算？",
    "{issuer}{year}年依申请公开工作是怎么做的？",
    "{issuer}{year}年政府信息管理方面做了什么？",
    "{issuer}{year}年平台建设情况怎么样？",
    "{issuer}{year}年监督保障采取了哪些措施？",
    "{issuer}{year}年有没有收取信息处理费？",
)
ABSENT = (
    "{issuer}{year}年外国公民的申请有多少件？",
    "{issuer}{year}年财政收入是多少？",
    "{issuer}1998年收到多少件申请？",
    "{issuer}{year}年新建了几所学校？",
    "{issuer}{year}年的电子邮箱是什么？",
)
TRIVIAL = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.post("/api/ask")(lambda: {"text": "71件"})
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""
"""A service that does nothing, to know the machine by."""


async def main() -> None:
    """Run the load and print what was measured."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("url")
    said.add_argument("--users", type=int, default=20)
    said.add_argument("--seconds", type=float, default=120)
    said.add_argument("--questions", type=int, default=0, help="stop after so many instead")
    said.add_argument("--trivial", type=float, default=5, help="seconds for the empty service")
    said.add_argument("--pid", type=int, help="process of the service, to state its memory")
    given = said.parse_args()
    machine = [await trivial(given.users, given.trivial)]
    limits = httpx.Limits(max_connections=given.users, max_keepalive_connections=given.users)
    async with httpx.AsyncClient(base_url=given.url, timeout=60, limits=limits) as web:
        held = (await web.get("/api/reports", params={"k": 200})).json()["items"]
        places = [(r["issuer"], r["year"]) for r in held if r["issuer"] and r["year"]]
        for at in range(20):
            await web.post("/api/ask", json={"question": question(random.Random(at), places)})
        before = memory(given.pid)
        asked: set[str] = set()
        began = time.monotonic()
        ends = began + (given.seconds if not given.questions else 10**9)
        left = [given.questions or 10**9]
        runs = await asyncio.gather(
            *(user(web, places, random.Random(n), ends, left, asked) for n in range(given.users))
        )
        took = time.monotonic() - began
    machine.append(await trivial(given.users, given.trivial))
    times = sorted(t for run in runs for status, t in run if status == 200)
    refused = sorted(t for run in runs for status, t in run if status in (429, 503))
    result: dict[str, Any] = {
        "users": given.users,
        "seconds": round(took, 1),
        "answers": len(times),
        "answers_per_second": round(len(times) / took, 1),
        "p50_s": at_share(times, 0.5),
        "p95_s": at_share(times, 0.95),
        "p99_s": at_share(times, 0.99),
        "slowest_s": at_share(times, 1),
        "refused": len(refused),
        "refusal_p99_s": at_share(refused, 0.99),
        "statuses": dict(Counter(status for run in runs for status, _ in run)),
        "different_questions": len(asked),
        "trivial_per_second": machine,
        "memory_mb": [before, memory(given.pid)],
    }
    print(json.dumps(result, ensure_ascii=False))


async def user(
    web: httpx.AsyncClient,
    places: list[tuple[str, int]],
    chance: random.Random,
    ends: float,
    left: list[int],
    asked: set[str],
) -> list[tuple[int, float]]:
    """Ask until the time is up; return status and seconds of every question."""
    run: list[tuple[int, float]] = []
    while time.monotonic() < ends and left[0] > 0:
        left[0] -= 1
        text = question(chance, places)
        asked.add(text)
        began = time.monotonic()
        try:
            reply = await web.post("/api/ask", json={"question": text})
            status = reply.status_code
        except httpx.HTTPError:
            status = 0
        run.append((status, time.monotonic() - began))
        if status in (429, 503):
            # A person who is told to come again does, but not within the same second.
            await asyncio.sleep(1)
    return run


def question(chance: random.Random, places: list[tuple[str, int]]) -> str:
    """Return a question about one of the reports held."""
    (kind,) = chance.choices((FIGURES, TEXTS, ABSENT), (70, 20, 10))
    issuer, year = chance.choice(places)
    return chance.choice(kind).format(issuer=issuer, year=year)


async def trivial(users: int, seconds: float) -> float:
    """Return how many answers a second a service gives that does nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen([sys.executable, "-c", TRIVIAL, str(port)])
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    url, done = f"http://127.0.0.1:{port}", [0]
    try:
        async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as web:
            for _ in range(200):
                try:
                    await web.post("/api/ask")
                    break
                except httpx.ConnectError:
                    await asyncio.sleep(0.1)
            ends = time.monotonic() + seconds

            async def ask() -> None:
                while time.monotonic() < ends:
                    await web.post("/api/ask", json={"question": "一问"})
                    done[0] += 1

            await asyncio.gather(*(ask() for _ in range(users)))
    finally:
        served.terminate()
        served.wait()
    return round(done[0] / seconds, 1) if seconds else 0.0


def at_share(times: list[float], share: float) -> float | None:
    """Return the time that `share` of all took at most."""
    return round(times[min(len(times) - 1, int(share * len(times)))], 3) if times else None


def memory(pid: int | None) -> float | None:
    """Return the resident memory of a process in MB."""
    if pid is None:
        return None
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return round(int(next(x for x in lines if x.startswith("VmRSS")).split()[1]) / 1024, 1)


if __name__ == "__main__":
    asyncio.run(main())
