"""The REST interface: questions, passages, reports, facts and checks over HTTP.

The routes of the contract, typed by `qa.api.models`. Whatever reads the library runs
through the turnstile, so that a rush of requests waits in line or is refused instead
of bringing the service down.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, Response

from corpus.errors import SourceError
from corpus.terms import traditional
from index.durable import file_sha256
from qa.answer import answer_to_json
from qa.answerer import Turn
from qa.api import models, requests
from qa.api.lists import checks, facts, full_report, hits, reports
from qa.api.wire import fact_to_json
from qa.desk import Counter, Desk
from qa.rendering.card_tree import html_to_tree
from qa.rendering.page_image import MARKED
from qa.rendering.sheets import CSV, XLSX, answer_to_rows
from qa.service.downloads import file_to_response
from qa.service.page_images import PageImages
from qa.service.refusals import Refusal
from qa.service.turnstile import Turnstile

Json = dict[str, Any]

KEEP = {"cache-control": "public, max-age=3600"}

Cursor = Annotated[str, Query(max_length=200, description="上一页的 next；第一页不填")]
Size = Annotated[int, Query(ge=1, le=200, description="每页最多几条")]
Words = Annotated[str, Query(max_length=500, description="要查的词")]
YearQuery = Annotated[int | None, Query(ge=1900, le=2999, description="只看这一年")]
IssuerQuery = Annotated[
    str | None, Query(min_length=1, max_length=100, description="只看这个单位，可用简称")
]
ReportQuery = Annotated[str | None, Query(min_length=1, max_length=64, description="只看这份报告")]
FactsQuery = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=64)]],
    Query(max_length=MARKED, description="标出这些数字的位置，可以重复"),
]
TableQuery = Annotated[str | None, Query(max_length=200, description="只看这张表")]


def _refusals(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors a route may answer with, for the published description."""
    said = {
        400: "请求的写法不对",
        401: "需要登录",
        404: "没有这一项",
        405: "不支持的方法",
        408: "请求发送太慢",
        413: "请求太大",
        422: "请求的内容不对",
        429: "请求太频繁，见 Retry-After",
        500: "服务出了意外",
        503: "服务繁忙或资料库不能用，见 Retry-After",
    }
    always = (401, 422, 429, 500, 503)
    return {
        code: {"model": models.Error, "description": said[code]}
        for code in sorted({*always, *codes})
    }


def build_api(desk: Desk, turnstile: Turnstile) -> APIRouter:
    """Return the routes below `/api` that answer from `desk`."""
    api = APIRouter(prefix="/api")
    _add_questions(api, desk, turnstile)
    _add_reports(api, desk, turnstile)
    _add_figures(api, desk, turnstile)
    return api


def _add_questions(api: APIRouter, desk: Desk, turnstile: Turnstile) -> None:
    @api.post("/ask", responses=_refusals(400, 408, 413), tags=["问答"], summary="提一个问题")
    async def ask(asked: requests.Ask) -> models.Answer:
        """Answer a question; what is not held is said to be so, with status 200."""
        turns = [Turn(turn.question, turn.understood) for turn in asked.history]

        found = await turnstile.run(
            desk.answer, asked.question, turns, asked.years, asked.issuers, draw=asked.card
        )
        if desk.reworder is not None:
            # Outside the turnstile: waiting for a model keeps no processor busy.
            found = await to_thread.run_sync(desk.worded, found)
        card = html_to_tree(found.card) if asked.card else None
        said = {**answer_to_json(found.answer), "id": found.key, "card": card}
        return models.Answer.model_validate(said)

    @api.get(
        "/answers/{id}.{form}",
        response_class=Response,
        responses={
            **_refusals(404),
            200: {"content": {CSV: {}, XLSX: {}}, "description": "答案里的数字与出处"},
        },
        tags=["问答"],
        summary="下载一个答案",
    )
    async def file(
        id: Annotated[str, Path(pattern="^q_[0-9a-f]{12}$")],  # noqa: A002 - in the path
        form: Literal["csv", "xlsx"],
    ) -> Response:
        """Return the figures of an answer asked for with its card, while it is remembered."""
        kept = desk.kept(id, staff=False)
        if kept is None:
            raise Refusal(404, "no_such_answer", "这个答案已经不在内存里了，请重新提问后下载")
        return await turnstile.run(file_to_response, answer_to_rows(kept), "答案", form)

    @api.post(
        "/feedback",
        status_code=204,
        responses=_refusals(400, 408, 413),
        tags=["问答"],
        summary="评价一个答案",
    )
    async def feedback(rating: requests.Rating) -> None:
        """Note a rating; without a question log it is taken and forgotten."""
        await turnstile.run(desk.rate, rating.id, rating.rating, rating.reason)

    @api.post(
        "/convert", responses=_refusals(400, 408, 413), tags=["问答"], summary="转成繁体，供显示"
    )
    async def convert(given: requests.Texts) -> models.Converted:
        """Return texts in traditional script, in the same order."""
        texts = await turnstile.run(lambda: [traditional(text) for text in given.texts])
        return models.Converted(texts=texts)


def _add_reports(api: APIRouter, desk: Desk, turnstile: Turnstile) -> None:
    images = PageImages()

    @api.get("/search", responses=_refusals(400), tags=["资料"], summary="查找段落，最相关的在前")
    async def search(
        q: Annotated[str, Query(min_length=1, max_length=500, description="要查的词")],
        k: Size = 10,
        year: YearQuery = None,
        issuer: IssuerQuery = None,
        cursor: Cursor = "",
    ) -> models.Page[models.Hit]:
        """Find passages by words and meaning."""
        found = await turnstile.run(hits, desk.counter(), q, k, year, issuer, cursor)
        return models.Page[models.Hit].model_validate(found)

    @api.get("/reports", responses=_refusals(400), tags=["资料"], summary="列出报告")
    async def list_reports(
        q: Words = "",
        k: Size = 50,
        year: YearQuery = None,
        issuer: IssuerQuery = None,
        cursor: Cursor = "",
    ) -> models.Page[models.Report]:
        """List the reports held, by issuer and year."""
        found = await turnstile.run(reports, desk.counter(), q, k, year, issuer, cursor)
        return models.Page[models.Report].model_validate(found)

    @api.get("/reports/{id}", responses=_refusals(404), tags=["资料"], summary="一份报告的全文")
    async def one_report(id: str) -> models.FullReport:  # noqa: A002 - the name in the path
        """Return a report with its sections and the names of its tables."""
        found = await turnstile.run(full_report, desk.counter(), id)
        return models.FullReport.model_validate(found)

    @api.get(
        "/reports/{id}/file",
        response_class=Response,
        responses={
            **_refusals(404),
            200: {"content": {"application/octet-stream": {}}, "description": "原文件"},
        },
        tags=["资料"],
        summary="下载原文件",
    )
    async def source_file(id: str) -> FileResponse:  # noqa: A002 - the name in the path
        """Return the file a report was read from, if it is still there unchanged."""
        path, name, _ = await turnstile.run(_source, desk.counter(), id)
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    @api.get(
        "/reports/{id}/pages/{n}.png",
        response_class=Response,
        responses={
            **_refusals(404),
            200: {"content": {"image/png": {}}, "description": "这一页的图像"},
        },
        tags=["资料"],
        summary="一页的图像",
    )
    async def page_image(
        id: str,  # noqa: A002 - the name in the path
        n: Annotated[int, Path(ge=1, le=100_000, description="页码，从1数起")],
        fact: FactsQuery = [],  # noqa: B006 - as FastAPI takes a list
    ) -> Response:
        """Return a page of a PDF as a picture, with the places of figures outlined."""
        image = await turnstile.run(_page_image, images, desk.counter(), id, n, fact)
        return Response(image, media_type="image/png", headers=KEEP)


def _add_figures(api: APIRouter, desk: Desk, turnstile: Turnstile) -> None:
    @api.get("/facts", responses=_refusals(400), tags=["资料"], summary="列出读到的数字")
    async def list_facts(
        q: Words = "",
        k: Size = 50,
        year: YearQuery = None,
        issuer: IssuerQuery = None,
        report: ReportQuery = None,
        table: TableQuery = None,
        cursor: Cursor = "",
    ) -> models.Page[models.Fact]:
        """List figures in document order; `q` names words of the row, column or table."""
        found = await turnstile.run(
            facts, desk.counter(), q, k, year, issuer, report, table, cursor
        )
        return models.Page[models.Fact].model_validate(found)

    @api.get("/facts/{fact}", responses=_refusals(404), tags=["资料"], summary="一个数字")
    async def one_fact(fact: str) -> models.Fact:
        """Return one figure with its place."""
        found = (await turnstile.run(desk.library.facts_by_id, [fact])).get(fact)
        if found is None:
            raise Refusal(404, "no_such_fact", "没有这个数字；资料库可能已经更新")
        return models.Fact.model_validate(fact_to_json(found))

    @api.get("/checks", responses=_refusals(400), tags=["资料"], summary="核对的结果")
    async def list_checks(
        q: Words = "",
        k: Size = 50,
        year: YearQuery = None,
        issuer: IssuerQuery = None,
        report: ReportQuery = None,
        cursor: Cursor = "",
    ) -> models.Page[models.Check]:
        """List whether the figures of each report add up."""
        found = await turnstile.run(checks, desk.counter(), q, k, year, issuer, report, cursor)
        return models.Page[models.Check].model_validate(found)


def _source(at: Counter, report: str, media: str | None = None) -> tuple[FilePath, str, str]:
    """Return a file that has the bytes the report was read from, its name and SHA-256.

    The library's own copy, else the file where it was read, if it is still the same.

    Raises:
        Refusal: There is none; or, where `media` is given, none of this format.
    """
    sources = {
        source["sha256"]: source["name"]
        for source in full_report(at, report)["sources"]
        if media in (None, source["media"])
    }
    for digest, name in sources.items():
        kept = at.library.source_file(digest)
        if kept is not None:
            return kept, name, digest
    for path in at.library.files(report):
        if path.is_file() and (digest := file_sha256(path)) in sources:
            return path, sources[digest], digest
    raise Refusal(404, "file_gone", "原文件已经不在原处，或者读入之后有改动")


def _page_image(
    images: PageImages, at: Counter, report: str, page: int, marked: Sequence[str]
) -> bytes:
    facts = at.library.facts_by_id(marked).values()
    here = [fact.box for fact in facts if (fact.report, fact.page) == (report, page)]
    try:
        path, _, digest = _source(at, report, "pdf")
        return images.png(path, digest, page, [box for box in here if box is not None])
    except (SourceError, Refusal) as error:
        if isinstance(error, Refusal) and error.code != "file_gone":
            raise
        raise Refusal(404, "no_page_image", "这一页没有图像") from error
