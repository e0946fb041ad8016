"""Emoji in the book: one picture each, in colour, and the same characters when copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from qapress.pipeline.build import build
from qapress.settings import Settings
from readers import boxes_of, program, text
from release import lay, question

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

EMOJI = "👨🏻‍💻 👩🏿‍🚀 👍🏻 👍🏿 🏳️‍🌈 🇩🇪 #️⃣ ✔️ ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🧑‍🤝‍🧑 ✅ 📌 👁️‍🗨️ 😀"
CLUSTERS = EMOJI.split()
GREY = ("✔️", "👁️‍🗨️")
"""Those that the font itself draws in grey."""
DPI = 200


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose only question holds every cluster, between letters."""
    root = tmp_path_factory.mktemp("emoji")
    answer = "\n\n".join(f"from{n} {cluster} to{n}" for n, cluster in enumerate(CLUSTERS))
    lay(root, {"a.md": question(1, f"Emoji? {' '.join(CLUSTERS)}", answer).replace("📌 ", "", 1)})
    return (
        build([], Settings(root), formats=["pdf"], out=root / "dist", name="e", release="1").folder / "e.pdf"
    )


@pytest.fixture(scope="module")
def pictures(pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """What stands between the letters around each cluster, cut out of the page."""
    folder = tmp_path_factory.mktemp("page")
    program("pdftoppm", "-r", str(DPI), "-png", "-f", "3", "-l", "3", pdf, folder / "page")
    boxes = dict(boxes_of(pdf, 3))
    with Image.open(next(folder.glob("*.png"))) as shown:
        page = shown.convert("RGB")
    scale = DPI / 72
    cut = []
    for n in range(len(CLUSTERS)):
        (_, top, left, bottom), (right, *_) = boxes[f"from{n}"], boxes[f"to{n}"]
        across, down = (
            (round(left * scale), round(right * scale)),
            (round(top * scale), round(bottom * scale)),
        )
        cut.append(page.crop((across[0], down[0], across[1], down[1])))
    return cut


def test_emoji_are_extracted_as_they_were_written(pdf: Path) -> None:
    extracted = "".join(text(pdf, "-raw").split())
    for n, cluster in enumerate(CLUSTERS):
        assert f"from{n}{cluster}to{n}" in extracted


def test_each_emoji_is_one_picture_no_wider_than_two_letters(pictures: list[Image.Image]) -> None:
    size = 10.5 * DPI / 72
    assert [each.width / size for each in pictures if not 1.2 < each.width / size < 2.2] == []


def test_emoji_are_in_colour(pictures: list[Image.Image]) -> None:
    for cluster, picture in zip(CLUSTERS, pictures, strict=True):
        assert coloured(picture) > 0.1 or cluster in GREY, cluster


def coloured(picture: Image.Image) -> float:
    """The share of points that are not grey."""
    data = picture.tobytes()
    points = [data[at : at + 3] for at in range(0, len(data), 3)]
    return sum(max(point) - min(point) > 25 for point in points) / len(points)


def test_tones_differ(pictures: list[Image.Image]) -> None:
    light, dark = (mean(pictures[CLUSTERS.index(each)]) for each in ("👍🏻", "👍🏿"))
    assert light - dark > 40


def mean(picture: Image.Image) -> float:
    """The mean brightness of what is not white, 0 to 255."""
    inked = [each for each in picture.convert("L").tobytes() if each < 250]
    return sum(inked) / len(inked)
