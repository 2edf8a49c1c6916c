"""Photos for benchmarks: what takes the most memory, and what phones send."""

import io
import struct
import zlib

from PIL import Image


def hostile_png(width: int = 8000, height: int = 8000) -> bytes:
    """A whole PNG of black pixels: 64 megapixels in less than 200 KB."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    packed = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def hostile_files() -> dict[str, bytes]:
    """What takes the most memory of all that is accepted."""
    progressive = Image.effect_noise((500, 400), 40).convert("RGB").resize((9200, 8600))
    clear = Image.new("RGBA", (8900, 8900), (9, 9, 9, 99))
    return {
        "PNG, RGB, 64 MP": hostile_png(),
        "PNG, RGBA, 79 MP": _saved(clear, "PNG"),
        "WebP, 40 MP": _saved(Image.new("RGB", (8000, 5000), (9, 9, 9)), "WEBP", method=0),
        "AVIF, 63 MP": _saved(Image.new("RGB", (9000, 7000), (9, 9, 9)), "AVIF", speed=10),
        "JPEG, progressive 4:4:4, 79 MP": _saved(progressive, "JPEG", progressive=True, subsampling=0),
    }


def honest_files() -> dict[str, bytes]:
    """JPEGs with the detail of a photo, in the sizes that phones make."""
    sizes = {12: (4000, 3000), 48: (8000, 6000), 108: (12000, 9000), 200: (16320, 12240)}
    detail = Image.effect_noise((1000, 750), 60).convert("RGB")
    return {
        f"JPEG, {name} MP": _saved(detail.resize(size), "JPEG", quality=75) for name, size in sizes.items()
    }


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
