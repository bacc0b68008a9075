"""The REST interface over real HTTP: shapes, filters, pages, and one shape of errors."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.library import Library
from qa.answer import answer_to_json
from qa.answerer import Answerer
from qa.api import models
from tests.encoders import HashingEncoder
from tests.web.service import ABSENT, QUESTION, REPORTS, SAMPLES, TEXT_QUESTION, build, serving

STONE, GREEN = "云岭市石桥区人民政府", "云岭市青禾区人民政府"


def ask(web: httpx.Client, question: str, **more: object) -> dict[str, Any]:
    reply = web.post("/api/ask", json={"question": question, **more})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def refusal(reply: httpx.Response, status: int) -> dict[str, Any]:
    """The error of a reply, which is in the one shape."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/json"
    return models.Error.model_validate(reply.json()).error.model_dump()


def walk(web: httpx.Client, path: str, **filters: str | int) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = web.get(path, params={**filters, "cursor": cursor}).json()
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = page["next"]


@pytest.mark.parametrize("question", [QUESTION, TEXT_QUESTION, ABSENT, "2020年和2019年比呢"])
def test_the_answer_is_the_answer_object(web: httpx.Client, library: Path, question: str) -> None:
    with Library.open(library, encoder=HashingEncoder()) as opened:
        expected = answer_to_json(Answerer(opened).ask(question))
    got = ask(web, question)
    assert got.pop("id").startswith("q_")
    assert got.pop("card") is None
    for each in (got, expected):
        del each["elapsed_ms"]
    assert got == {name: value for name, value in expected.items() if name != "id"}


def test_a_follow_up_is_understood_from_the_history_sent_along(web: httpx.Client) -> None:
    first = ask(web, QUESTION)
    turn = {"question": first["question"], "understood": first["understood"]}
    then = ask(web, "2019年呢？", history=[turn])
    assert then["values"][0]["year"] == 2019
    assert then["values"][0]["issuer"] == STONE


def test_years_and_issuers_narrow_down(web: httpx.Client) -> None:
    answer = ask(web, "收到多少件政府信息公开申请？", years=[2019], issuers=["石桥区"])
    assert (answer["values"][0]["year"], answer["values"][0]["issuer"]) == (2019, STONE)


def test_the_card_comes_as_a_tree_of_text(web: httpx.Client) -> None:
    def texts(node: list[Any]) -> list[str]:
        return [t for c in node[2:] for t in (texts(c) if isinstance(c, list) else [c])]

    answer = ask(web, QUESTION, card=True)
    assert answer["card"][:2] == ["article", {"class": "answer", "data-status": "answered"}]
    shown = "".join(texts(answer["card"]))
    assert answer["text"] in shown
    assert answer["citations"][0]["title"] in shown


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"question": "问" * 501}, "question_too_long"),
        ({"question": ""}, "question_empty"),
        ({}, "question_empty"),
        ({"question": "？！"}, "question_invalid"),
        ({"question": "😀"}, "question_invalid"),
        ({"question": 5}, "invalid"),
        ({"question": QUESTION, "years": ["去年"]}, "invalid"),
        ({"question": QUESTION, "more": 1}, "invalid"),
        ([], "invalid"),
    ],
)
def test_a_question_that_cannot_be_asked(web: httpx.Client, content: object, code: str) -> None:
    error = refusal(web.post("/api/ask", json=content), 422)
    assert error["code"] == code
    assert error["message"]


def test_what_is_not_json_is_refused_in_words(web: httpx.Client) -> None:
    reply = web.post("/api/ask", content=b"{", headers={"content-type": "application/json"})
    assert refusal(reply, 422)["code"] == "not_json"
    reply = web.post("/api/ask", content=json.dumps({"question": QUESTION}).encode())
    assert refusal(reply, 422)


def test_every_other_error_has_the_same_shape(web: httpx.Client) -> None:
    assert refusal(web.get("/api/nothing"), 404)["code"] == "not_found"
    assert refusal(web.get("/nothing"), 404)["code"] == "not_found"
    wrong = web.get("/api/ask")
    assert refusal(wrong, 405)["code"] == "method_not_allowed"
    assert wrong.headers["allow"] == "POST"
    assert refusal(web.get("/api/facts", params={"k": 0}), 422)["code"] == "invalid"
    assert refusal(web.get("/api/facts", params={"cursor": "x"}), 400)["code"] == "cursor_invalid"
    assert refusal(web.get("/api/reports/none"), 404)["code"] == "no_such_report"
    assert refusal(web.get("/api/facts/none"), 404)["code"] == "no_such_fact"


def test_reports_and_their_files(web: httpx.Client) -> None:
    reports = walk(web, "/api/reports")
    assert [(r["issuer"], r["year"]) for r in reports] == [
        (STONE, 2019),
        (STONE, 2020),
        (GREEN, 2022),
    ]
    assert [r["year"] for r in walk(web, "/api/reports", issuer="石桥区", year=2020)] == [2020]
    assert walk(web, "/api/reports", q="石桥 2019") == reports[:1]
    assert walk(web, "/api/reports", issuer="上海市") == []

    held = reports[0]
    full = web.get(f"/api/reports/{held['report']}").json()
    assert {name: full[name] for name in held} == held
    assert len(full["tables"]) == len(set(full["tables"])) > 3
    assert any("一、" in section["path"][0] for section in full["sections"] if section["path"])

    file = web.get(f"/api/reports/{held['report']}/file")
    assert file.content == (SAMPLES / REPORTS[0]).read_bytes()
    assert hashlib.sha256(file.content).hexdigest() == held["sources"][0]["sha256"]
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-type"] == "application/octet-stream"
    missing = web.get(f"/api/reports/{held['report']}/pages/1.png")
    assert refusal(missing, 404)["code"] == "no_page_image"


def test_a_file_that_changed_is_not_handed_out(library: Path, tmp_path: Path) -> None:
    file = tmp_path / REPORTS[0]
    shutil.copy(SAMPLES / REPORTS[0], file)
    with Library.open(tmp_path / "library", create=True, encoder=HashingEncoder()) as opened:
        (result,) = opened.ingest([file])
    content = file.read_bytes()
    file.write_text("别的内容", encoding="utf-8")
    with serving(build(tmp_path / "library")) as url:
        kept = httpx.get(f"{url}/api/reports/{result.report}/file")
        shutil.rmtree(tmp_path / "library" / "files")
        gone = httpx.get(f"{url}/api/reports/{result.report}/file")
        file.write_bytes(content)
        back = httpx.get(f"{url}/api/reports/{result.report}/file")
    assert kept.content == back.content == content
    assert refusal(gone, 404)["code"] == "file_gone"


def test_facts_by_filter_and_one_by_one(web: httpx.Client) -> None:
    every = walk(web, "/api/facts", k=200)
    assert len(every) == sum(report["facts"] for report in walk(web, "/api/reports"))
    assert len({fact["fact"] for fact in every}) == len(every)
    assert walk(web, "/api/facts", k=7, report=every[0]["report"], table=every[0]["table"]) == [
        fact
        for fact in every
        if (fact["report"], fact["table"]) == (every[0]["report"], every[0]["table"])
    ]
    found = walk(web, "/api/facts", q="新收 总计", issuer="石桥区", year=2020)
    (fact,) = [each for each in found if each["kind"] == "cell"]
    assert fact["value"] == "71"
    assert web.get(f"/api/facts/{fact['fact']}").json() == fact


def test_search_pages_through_its_hits(web: httpx.Client) -> None:
    hits = walk(web, "/api/search", q="主动公开", k=4)
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert len(hits) > 8
    assert {hit["year"] for hit in walk(web, "/api/search", q="主动公开", year=2019)} == {2019}


def test_checks_name_their_operands(web: httpx.Client) -> None:
    failed = [c for c in walk(web, "/api/checks", year=2020) if c["result"] == "FAIL"]
    assert failed
    assert all(len(check["operands"]) > 1 for check in failed)
    assert {each["report"] for each in failed[0]["operands"]} == {failed[0]["report"]}


def test_a_cursor_belongs_to_its_list_and_generation(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True, encoder=HashingEncoder()) as opened:
        opened.ingest([SAMPLES / REPORTS[0]])
        with serving(build(tmp_path)) as url, httpx.Client(base_url=url) as web:
            cursor = web.get("/api/facts", params={"k": 1}).json()["next"]
            assert web.get("/api/facts", params={"k": 2, "cursor": cursor}).status_code == 200
            other = web.get("/api/facts", params={"year": 2019, "cursor": cursor})
            assert refusal(other, 400)["code"] == "cursor_invalid"
            opened.ingest([SAMPLES / REPORTS[1]])
            assert web.get("/healthz").json()["reports"] == 2
            stale = web.get("/api/facts", params={"cursor": cursor})
            assert refusal(stale, 400)["code"] == "cursor_invalid"


def test_texts_are_written_in_traditional_script(web: httpx.Client) -> None:
    texts = ["政府信息公开2020年", "abc", "头发和发展"]
    converted = web.post("/api/convert", json={"texts": texts}).json()["texts"]
    assert converted == ["政府信息公開2020年", "abc", "頭髮和發展"]


def test_an_empty_library_is_no_error(tmp_path: Path) -> None:
    with serving(build(tmp_path)) as url, httpx.Client(base_url=url) as web:
        assert web.get("/healthz").json() == {"status": "ok", "reports": 0, "generation": None}
        assert ask(web, QUESTION)["status"] == "not_found"
        assert walk(web, "/api/facts") == []


def test_the_description_has_examples_and_every_route(web: httpx.Client) -> None:
    said = web.get("/openapi.json").json()
    assert set(said["paths"]) == {
        "/healthz",
        "/readyz",
        "/api/ask",
        "/api/answers/{id}.{form}",
        "/api/feedback",
        "/api/convert",
        "/api/search",
        "/api/reports",
        "/api/reports/{id}",
        "/api/reports/{id}/file",
        "/api/reports/{id}/pages/{n}.png",
        "/api/facts",
        "/api/facts/{fact}",
        "/api/checks",
    }
    assert said["components"]["schemas"]["Ask"]["examples"]
    errors = said["paths"]["/api/ask"]["post"]["responses"]["422"]
    assert errors["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


@pytest.mark.parametrize("stripped", [True, False])
def test_it_works_below_a_path(library: Path, *, stripped: bool) -> None:
    with serving(build(library, root_path="/wenda")) as url:
        prefix = "" if stripped else "/wenda"
        with httpx.Client(base_url=url + prefix) as web:
            assert ask(web, QUESTION)["values"][0]["value"] == "71"
            assert web.get("/openapi.json").json()["servers"] == [{"url": "/wenda"}]
            assert 'href="page.css?' in web.get("/").text
        bare = httpx.get(f"{url}/wenda")
        assert (bare.status_code, bare.headers["location"]) == (307, "wenda/")


def test_an_answer_asked_for_with_its_card_can_be_saved(web: httpx.Client) -> None:
    key = web.post("/api/ask", json={"question": QUESTION, "card": True}).json()["id"]
    saved = web.get(f"/api/answers/{key}.csv")
    assert saved.headers["content-type"] == "text/csv; charset=utf-8"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert ",71,件," in saved.text
    assert web.get(f"/api/answers/{key}.xlsx").content.startswith(b"PK")
    assert web.get(f"/api/answers/{key}.exe").status_code == 422
    # Programs that ask for no card have the figures already; theirs is not kept.
    key = web.post("/api/ask", json={"question": QUESTION}).json()["id"]
    assert web.get(f"/api/answers/{key}.csv").json()["error"]["code"] == "no_such_answer"
