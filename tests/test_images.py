"""Raster images: upright, no larger than a page needs, without metadata; what is missing of them is told."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

import torture
from qapress.emit.resolve.images import usable
from qapress.emit.resolve.raster import LONGEST, UnusableImageError
from qapress.model.qa import Asset

SECRET = b"a secret description"


def shown(content: bytes) -> tuple[Image.Image, bytes, str]:
    """An image as it is shown, its bytes, and what is told of it."""
    made, told = usable(Asset("a", "image/x", content))
    image = Image.open(io.BytesIO(made.content))
    assert made.media_type == Image.MIME[image.format or ""]
    return image, made.content, told


def exif(orientation: int) -> Image.Exif:
    """What a camera writes: how it was held, where it was, and words."""
    made = torture.turned()
    made[0x0112] = orientation
    return made


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_is_upright_and_says_nothing_of_its_camera(format_: str, orientation: int) -> None:
    content = torture.saved(torture.gradient((120, 80)), format_, exif=exif(orientation))
    assert SECRET in content
    image, made, told = shown(content)
    assert SECRET not in made
    assert dict(image.getexif()) == {}
    assert image.size == ((120, 80) if orientation <= 4 else (80, 120))
    width, height = image.size
    corners = [(5, 5), (width - 5, 5), (width - 5, height - 5), (5, height - 5)]
    red = [image.convert("RGB").getpixel(each) for each in corners]
    near = [isinstance(each, tuple) and each[0] > 240 and each[1] < 15 for each in red]
    assert near.index(True) == [0, 1, 2, 3, 0, 1, 2, 3][orientation - 1]
    assert told == ""


def test_what_is_right_keeps_its_pixels() -> None:
    for format_, content in (
        ("JPEG", torture.images()["photo.jpg"]),
        ("PNG", torture.images()["palette.png"]),
    ):
        image, _, _ = shown(content)
        assert image.format == format_
        assert image.tobytes() == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize(
    ("format_", "size"), [("JPEG", (5000, 2500)), ("PNG", (2500, 5000)), ("PNG", (LONGEST, 10))]
)
def test_an_image_is_no_larger_than_a_page_needs(format_: str, size: tuple[int, int]) -> None:
    content = torture.saved(Image.new("L", size, 200), format_)
    image, made, _ = shown(content)
    assert image.format == format_
    assert max(image.size) == LONGEST
    assert image.width * size[1] == pytest.approx(image.height * size[0], rel=0.01)
    assert image.getpixel((0, 0)) == pytest.approx(200, abs=2)
    assert shown(content)[1] == made


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_shown_and_that_is_told(format_: str) -> None:
    image, _, told = shown(torture.moving(format_))
    assert image.convert("RGB").getpixel((9, 9)) == pytest.approx((255, 0, 0), abs=3)
    assert getattr(image, "n_frames", 1) == 1
    assert told == "is shown as the first of its 3 pictures"


def test_a_photograph_with_more_behind_it_stays_one() -> None:
    first, second = torture.gradient((120, 80)), torture.gradient((60, 40))
    image, _, told = shown(torture.saved(first, "MPO", save_all=True, append_images=[second], exif=exif(1)))
    assert (image.format, image.size, told) == ("JPEG", (120, 80), "")


def test_sixteen_bits_of_grey_are_not_cut_off() -> None:
    grey = Image.new("I;16", (3000, 10), 0x8000)
    image, _, _ = shown(torture.saved(grey, "PNG"))
    assert image.getpixel((5, 5)) == pytest.approx(128, abs=1)


def test_a_clear_colour_stays_clear() -> None:
    clear = Image.new("RGBA", (3000, 10), (255, 0, 0, 0))
    image, _, _ = shown(torture.saved(clear, "PNG"))
    assert image.getchannel("A").getextrema() == (0, 0)


def test_filling_before_a_header_hides_nothing() -> None:
    content = torture.images()["photo.jpg"]
    _, made, _ = shown(content[:2] + b"\xff\xff\xe1\x00\x08secret" + content[2:])
    assert made == content


def test_a_bomb_is_not_read() -> None:
    with pytest.raises(UnusableImageError, match=r"^has more than 60,000,000 pixels$"):
        shown(torture.bomb(60_000))
    with pytest.raises(UnusableImageError, match=r"^has 64,000,000 pixels, more than 60,000,000$"):
        shown(torture.bomb(8_000))


def test_a_picture_in_another_format_is_not_tried() -> None:
    with pytest.raises(UnusableImageError, match="in a format that cannot be read"):
        shown(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + struct.pack("<L", 0))
