"""Page images of a PDF, with the places of figures outlined.

PDFium draws them, in a process of its own: it is not safe to use from threads, and a
hostile page can crash it.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from corpus.errors import SourceError
from corpus.readers.sandbox import Limits, run
from corpus.report import Box

SCALE = 1.6
"""Pixels a point: an A4 page becomes 952 × 1347."""
MAX_SIDE = 4_000
"""Pixels a side of an image may have."""
OUTLINE = (183, 121, 31)
GROUND = (255, 241, 201)
_LIMITS = Limits(cpu=20, wall=30.0)


def page_to_png(path: Path, page: int, boxes: Sequence[Box] = (), scale: float = SCALE) -> bytes:
    """Return page `page` (from 1) of the PDF at `path` as a PNG image.

    Args:
        path: the file; its name may be anything.
        page: number of the page, from 1.
        boxes: places to outline, in points from the top left corner.
        scale: pixels a point.

    Raises:
        SourceError: the file is no PDF, has no such page, or cannot be drawn.
    """
    return run(
        "corpus.readers.pdf.pages:draw_page",
        path,
        str(path),
        page,
        list(boxes),
        scale,
        limits=_LIMITS,
    )


def draw_page(path: str, page: int, boxes: Sequence[Box], scale: float) -> bytes:
    """Do the work of `page_to_png` in this process.

    Raises:
        SourceError: see `page_to_png`.
    """
    import pypdfium2
    from PIL import Image, ImageChops, ImageDraw

    try:
        document = pypdfium2.PdfDocument(path)
        if not 1 <= page <= len(document):
            message = f"“{Path(path).name}”没有第{page}页，共{len(document)}页。"
            raise SourceError("no_such_page", message)
        drawn = document[page - 1]
        fitting = min(scale, MAX_SIDE / max(drawn.get_width(), drawn.get_height(), 1.0))
        image = drawn.render(scale=fitting).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        message = f"“{Path(path).name}”的第{page}页画不出来：文件损坏、有密码或不是 PDF。"
        raise SourceError("broken", message) from error
    places = [[round(value * fitting) for value in box] for box in boxes]
    ground = Image.new("RGB", image.size, "white")
    for edges in places:
        ImageDraw.Draw(ground).rectangle(edges, fill=GROUND)
    # Multiplied, so that the print stays readable on the lit ground.
    image = ImageChops.multiply(image, ground) if places else image
    for edges in places:
        ImageDraw.Draw(image).rectangle(edges, outline=OUTLINE, width=max(2, round(fitting)))
    result = BytesIO()
    image.save(result, "PNG", optimize=False)
    return result.getvalue()
