"""Page images over HTTP and in the card: only of what is held, outlined, drawn once."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from index.library import Library
from qa.desk import Desk
from qa.service.page_images import PageImages
from qa.service.web import build_web
from qa.settings import Settings
from tests.encoders import HashingEncoder
from tests.qa.budget import QUESTION, draw_budget

GOLD = (183, 121, 31)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("library")
    with Library.open(root, create=True, encoder=HashingEncoder()) as writer:
        (result,) = writer.ingest([draw_budget(root.parent)])
    assert result.status == "added"
    return Desk(Library.open(root, encoder=HashingEncoder()))


def test_the_card_shows_the_page_with_the_cell_outlined(desk: Desk, tmp_path: Path) -> None:
    answered = desk.answer(QUESTION, front="ui")
    (citation,) = [c for c in answered.answer.citations if c.fact == answered.answer.values[0].fact]
    assert citation.box is not None
    address = f"api/reports/{citation.report}/pages/{citation.page}.png?fact={citation.fact}"
    assert f'src="../{address}"' in answered.card
    assert "住房保障支出 × 预算数”所在的格用框标出" in answered.card
    assert "pages/" not in desk.answer(QUESTION, front="page").card

    with TestClient(build_web(desk, Settings(False), tmp_path)) as web:
        reply = web.get(f"/{address}")
        assert reply.headers["content-type"] == "image/png"
        image = Image.open(BytesIO(reply.content)).convert("RGB")
        plain = web.get(f"/{address.partition('?')[0]}")
        left, top, right, bottom = (round(edge * 1.6) for edge in citation.box)
        assert image.getpixel((left, (top + bottom) // 2)) == GOLD
        assert image.getpixel((right, (top + bottom) // 2)) == GOLD
        assert reply.content != plain.content
        absent = [
            web.get(f"/api/reports/{citation.report}/pages/{page}.png") for page in (99, 0, "x")
        ]
        assert [each.status_code for each in absent] == [404, 422, 422]
        assert web.get("/api/reports/000000000000/pages/1.png").status_code == 404
        assert web.get(f"/{address}{'&fact=f' * 20}").status_code == 422


def test_images_are_drawn_once_and_kept_up_to_a_bound(tmp_path: Path) -> None:
    path = draw_budget(tmp_path)
    images = PageImages()
    first = images.png(path, "a", 1, ())
    path.unlink()
    assert images.png(path, "a", 1, ()) is first

    path = draw_budget(tmp_path)
    small = PageImages(room=len(first) + 10)
    kept = small.png(path, "a", 1, ())
    assert small.png(path, "a", 1, [(10, 10, 20, 20)]) != kept
    assert small.png(path, "a", 1, ()) is not kept
