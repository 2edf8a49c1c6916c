"""What is accepted as a photo, what is made of it, and why others are refused."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from autoservice.modules.progress.pictures.limits import Reason, Refused
from autoservice.modules.progress.pictures.processing import process_photo, read_photo
from autoservice.modules.progress.pictures.profiles import DISPLAY_P3, matrix_profile
from benchmarks.mutations import broken_files
from tests.support.factories import HEIC, png_with_text_bomb
from tests.support.pictures import (
    HEIC_TEN_BITS,
    INTERLACED,
    animated,
    exif,
    heic_of_brand,
    heic_of_primaries,
    jpeg_with_exif,
    noise,
    png_of,
    saved,
)

END_OF_IMAGE = b"\xff\xd9"
ORIENTATION, RESOLUTION_UNIT, X_RESOLUTION = 0x0112, 0x0128, 0x011A
BYTE, ASCII, SHORT, LONG, RATIONAL, DOUBLE = 1, 2, 3, 4, 5, 12
TURNED_RIGHT = struct.pack("<I", 6)


def reason(data: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        read_photo(data)
    return refused.value.reason


def near(pixel: object, colour: tuple[int, int, int], by: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(found - wanted) <= by for found, wanted in zip(pixel, colour, strict=True))


ODD_TAGS = {
    "a resolution's unit in letters": (RESOLUTION_UNIT, ASCII, 2, b"x\0\0\0"),
    "a resolution in letters": (X_RESOLUTION, ASCII, 4, b"72.0"),
    "a resolution without divisor": (X_RESOLUTION, RATIONAL, 1, b"\xff\xff\xff\xff"),
    "a resolution far outside": (X_RESOLUTION, DOUBLE, 2_000_000, b"\xff\xff\xff\x7f"),
    "a tag of an unknown type": (0x9999, 99, 1, b"abcd"),
    "a negative position of the GPS block": (0x8825, LONG, 1, b"\xff\xff\xff\xff"),
    "a maker's note at itself": (0x8769, LONG, 1, struct.pack("<I", 8)),
}


@pytest.mark.parametrize("odd", ODD_TAGS.values(), ids=ODD_TAGS)
def test_an_odd_tag_keeps_nothing_from_being_turned_and_stripped(odd: tuple[int, int, int, bytes]):
    block = exif((ORIENTATION, SHORT, 1, TURNED_RIGHT), odd)
    full, thumbnail = process_photo(jpeg_with_exif(block))
    assert (full.width, full.height) == (48, 64)
    for picture in (full, thumbnail):
        opened = Image.open(io.BytesIO(picture.data))
        assert dict(opened.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile"} & set(opened.info)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0nonsense",
        exif((ORIENTATION, ASCII, 2, b"6\0\0\0")),
        exif((ORIENTATION, RATIONAL, 1, b"\xff\xff\xff\xff")),
        exif((ORIENTATION, SHORT, 1, struct.pack("<I", 99))),
    ],
)
def test_an_exif_block_that_makes_no_sense_is_as_good_as_none(block: bytes):
    assert read_photo(jpeg_with_exif(block)).size == (64, 48)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_format_is_turned(kind: str):
    block = exif((ORIENTATION, SHORT, 1, TURNED_RIGHT))
    assert read_photo(saved(noise(), kind, exif=block)).size == (120, 160)


def test_the_orientation_of_a_wrong_but_readable_type_is_kept():
    assert read_photo(jpeg_with_exif(exif((ORIENTATION, LONG, 1, TURNED_RIGHT)))).size == (48, 64)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"1pic"])
def test_the_brand_of_a_heic_does_not_matter(brand: bytes):
    assert near(read_photo(heic_of_brand(brand)).getpixel((5, 5)), (20, 40, 200), by=40)


def test_a_heic_with_ten_bits_a_colour_is_accepted():
    picture = read_photo(HEIC_TEN_BITS)
    assert near(picture.getpixel((5, 5)), (20, 40, 200), by=40)
    assert near(picture.getpixel((60, 40)), (200, 30, 30), by=40)


def test_an_avif_is_accepted_under_its_own_brand_and_under_mif1():
    data = saved(noise(), "AVIF")
    assert read_photo(data).size == read_photo(data.replace(b"avif", b"mif1", 1)).size == (160, 120)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "CMYK")),
        ("WEBP", "RGBA"),
        ("MPO", "RGB"),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(kind: str, mode: str):
    picture = read_photo(saved(noise(mode), kind))
    assert (picture.mode, picture.size) == ("RGB", (160, 120))


def test_sixteen_bits_are_scaled_and_not_cut_off():
    assert near(read_photo(saved(noise("I;16"), "PNG")).getpixel((5, 5)), (155, 155, 155), by=1)


def test_what_is_transparent_is_white():
    clear = Image.new("RGBA", (40, 30), (200, 0, 0, 0))
    assert read_photo(saved(clear, "PNG")).getpixel((5, 5)) == (255, 255, 255)


def test_the_second_picture_of_an_mpo_may_be_damaged():
    data = saved(noise(), "MPO", save_all=True, append_images=[noise()])
    assert read_photo(data[: len(data) * 3 // 4]).size == (160, 120)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_the_photo(kind: str):
    assert near(read_photo(animated(kind)).getpixel((5, 5)), (0, 128, 0))


def test_texts_in_a_png_are_not_even_unpacked():
    assert read_photo(png_with_text_bomb()).size == (1, 1)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_the_mark_of_its_end_is_whole(progressive: bool):
    data = saved(noise(), "JPEG", progressive=progressive)
    for missing in (1, 2):
        assert read_photo(data[:-missing]) == read_photo(data)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("missing", [3, 4, 10, 300, 3000])
def test_a_jpeg_whose_last_blocks_are_missing_is_incomplete(missing: int, progressive: bool):
    assert reason(saved(noise(), "JPEG", progressive=progressive)[:-missing]) is Reason.INCOMPLETE


def test_a_mark_does_not_make_half_a_jpeg_whole():
    data = saved(noise(), "JPEG")
    assert reason(data[: len(data) // 2] + END_OF_IMAGE) is Reason.INCOMPLETE


@pytest.mark.parametrize("shade", [127, 128, 129])
def test_a_grey_jpeg_is_not_taken_for_a_missing_one(shade: int):
    assert read_photo(saved(Image.new("RGB", (99, 77), (shade,) * 3), "JPEG")).size == (99, 77)


@pytest.mark.parametrize("interlace", [0, INTERLACED])
def test_a_png_with_fewer_rows_than_it_claims_is_incomplete(interlace: int):
    data = png_of(9_000, 8_800, bytes(27_001), interlace=interlace)
    assert len(data) < 120
    assert reason(data) is Reason.INCOMPLETE


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_a_png_may_lack_all_that_follows_its_pixels(mode: str):
    data = saved(noise(mode), "PNG")
    assert read_photo(data[:-16]) == read_photo(data)
    assert reason(data[: len(data) // 2]) is Reason.INCOMPLETE


@pytest.mark.parametrize("data", [saved(noise(), "WEBP"), saved(noise(), "AVIF"), HEIC], ids=len)
def test_formats_that_count_their_bytes_are_incomplete_with_one_less(data: bytes):
    for missing in (1, 100, len(data) // 2):
        assert reason(data[:-missing]) is Reason.INCOMPLETE


@pytest.mark.parametrize("data", [b"", *(saved(noise(), kind)[:20] for kind in ("JPEG", "PNG", "WEBP"))])
def test_what_ends_within_its_header_is_incomplete(data: bytes):
    assert reason(data) is Reason.INCOMPLETE


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF", "EPS", "ICO", "JPEG2000", "TGA", "PPM"])
def test_decoders_that_no_phone_needs_are_never_asked(kind: str):
    assert reason(saved(noise(), kind)) is Reason.UNKNOWN


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x1f\x8b", b"\0" * 99])
def test_what_is_no_picture_is_unknown(data: bytes):
    assert reason(data) is Reason.UNKNOWN


def test_a_damaged_png_is_undecodable_and_not_incomplete():
    data = bytearray(saved(Image.radial_gradient("L"), "PNG"))
    data[2000:2060] = b"\xff" * 60
    assert reason(bytes(data)) is Reason.UNDECODABLE


def test_too_many_pixels_are_named_with_the_number_that_is_possible():
    with pytest.raises(Refused) as refused:
        read_photo(png_of(10_000, 8_001, b""))
    assert (refused.value.reason, refused.value.numbers) == (Reason.PIXELS, {"found": 81, "limit": 80})


def test_a_jpeg_of_two_hundred_megapixels_is_decoded_smaller():
    data = saved(Image.new("L", (16_320, 12_240), 90), "JPEG", quality=50)
    assert read_photo(data).size == (2560, 1920)


def test_a_panorama_is_decoded_smaller_too():
    assert read_photo(saved(Image.new("L", (20_000, 300), 90), "JPEG")).size == (2560, 38)


def display_p3(mode: str = "JPEG") -> bytes:
    return saved(Image.new("RGB", (40, 30), (230, 60, 50)), mode, icc_profile=matrix_profile(DISPLAY_P3))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_display_p3_is_converted_to_srgb(kind: str):
    # By the matrices of CSS Color 4.
    assert near(read_photo(display_p3(kind)).getpixel((5, 5)), (250, 31, 34))


def test_a_heic_that_names_display_p3_by_number_is_converted():
    plain, wide = (read_photo(heic_of_primaries(number)).getpixel((60, 40)) for number in (1, 12))
    assert near(plain, (200, 30, 30), by=10)
    assert near(wide, (218, 0, 6), by=10)


def test_srgb_stays_as_it_is():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(Image.new("RGB", (40, 30), (230, 60, 50)), "PNG", icc_profile=profile)
    assert near(read_photo(data).getpixel((5, 5)), (230, 60, 50), by=1)


@pytest.mark.parametrize("profile", [b"nonsense", bytes(4000), matrix_profile(DISPLAY_P3)[:150]])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_profile_is_ignored(profile: bytes, kind: str):
    data = saved(Image.new("RGB", (40, 30), (230, 60, 50)), kind, icc_profile=profile)
    assert near(read_photo(data).getpixel((5, 5)), (230, 60, 50))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_profile_for_other_pictures_is_ignored(mode: str):
    data = saved(noise(mode), "JPEG", icc_profile=matrix_profile(DISPLAY_P3))
    assert read_photo(data).mode == "RGB"


def test_broken_files_are_refused_for_a_reason_or_accepted():
    for data in broken_files(0, 300):
        try:
            full, _ = process_photo(data)
        except Refused:
            continue
        assert max(full.width, full.height) <= 2560
