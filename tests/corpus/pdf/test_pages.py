"""Page images: the right page, the outlined place, what cannot be drawn."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import SourceError
from corpus.readers.pdf.pages import MAX_SIDE, draw_page, page_to_png
from corpus.readers.pdf.reader import read_pdf
from tests.corpus.drawn_pdf import Sheet, close, grids, plain, sheet


def image_of(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "年报.pdf"
    page: Sheet = sheet(path)
    page.text(72, 60, "第一页")
    page.next()
    page.canvas.setPageRotation(90)
    page.canvas.translate(595, 0)
    page.canvas.rotate(90)
    page.height = 595.0
    page.table(72, 80, [60, 40], plain([["项目", "总计"], ["申请", ""]]))
    page.canvas.setFillGray(0)
    page.canvas.rect(140, page.height - 122, 20, 10, fill=1)
    close(page)
    return path


def test_page_is_drawn_in_a_process_of_its_own(file: Path) -> None:
    image = image_of(page_to_png(file, 1, scale=1.0))
    assert image.size == (595, 842)


def test_box_of_a_cell_outlines_it_on_a_turned_page(file: Path) -> None:
    (grid,) = grids(read_pdf(file))
    cell = grid.cells[-1]
    assert cell.box is not None
    image = image_of(draw_page(str(file), 2, [cell.box], 1.0))
    x0, top, x1, bottom = (round(value) for value in cell.box)
    assert image.getpixel((x0, (top + bottom) // 2)) == (183, 121, 31)
    assert image.getpixel((x0 + 4, top + 4)) == (255, 241, 201)
    # The black bar in the cell shows that the outline stands where the cell is drawn.
    bar = [image.getpixel((x, y)) == (0, 0, 0) for x in range(x0, x1) for y in range(top, bottom)]
    assert sum(bar) > 100


def test_what_cannot_be_drawn_is_one_error(file: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有第3页，共2页") as caught:
        page_to_png(file, 3)
    assert caught.value.code == "no_such_page"
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(SourceError, match=r"“坏\.pdf”的第1页画不出来"):
        draw_page(str(broken), 1, (), 1.0)
    assert max(image_of(draw_page(str(file), 1, (), 1000.0)).size) == MAX_SIDE
