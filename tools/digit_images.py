"""Writes the handwritten digits that the widgets show, as JavaScript: one of each size and class from nnlib.data.

python tools/digit_images.py
"""

from __future__ import annotations

import base64

import numpy as np

from nnlib.widgets.bundle import HERE
from nnlib.widgets.drawing import preset_bytes

IMAGES = HERE / "shared" / "math" / "digit_images.js"


def javascript() -> str:
    """Each image as bytes in base64, digit by digit."""
    lines = [
        "// One handwritten digit of each class, made by tools/digit_images.py: bytes in base64, row by row. The small ones are the",
        "// fourth of nnlib.data.digits(), 0 to 16; the large ones the fourth of nnlib.data.mnist() held back, 0 to 255.",
        "",
        "const sizes = { small: { side: 8, largest: 16 }, large: { side: 28, largest: 255 } };",
        "",
        "const digitBytes = {",
    ]
    for name in ("small", "large"):
        images = preset_bytes(name)
        rows = (f'    "{base64.b64encode(image.astype(np.uint8).tobytes()).decode()}",' for image in images)
        lines += [f"  {name}: [", *rows, "  ],"]
    lines += [
        "};",
        "",
        "// the image of a digit as rows of numbers from 0 (paper) to 1 (ink)",
        "export function digitImage(size, digit) {",
        "  const { side, largest } = sizes[size];",
        "  const text = atob(digitBytes[size][digit]);",
        "  return Array.from({ length: side }, (_, r) => Array.from({ length: side }, (__, c) => text.charCodeAt(r * side + c) / largest));",
        "}",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    IMAGES.write_text(javascript(), encoding="utf-8")
