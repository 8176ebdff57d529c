"""Reads the QR codes of pictures with zxing-cpp; one line a code: its text, a tab, its side in pixels.

    decode.py PICTURE...

Needs zxing-cpp and Pillow from PyPI. The side is without the quiet zone.
"""
import math
import sys

import zxingcpp
from PIL import Image

Image.MAX_IMAGE_PIXELS = None


def side(position):
    corners = [position.top_left, position.top_right, position.bottom_right, position.bottom_left]
    edges = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in zip(corners, corners[1:] + corners[:1])]
    return sum(edges) / 4


for path in sys.argv[1:]:
    for code in zxingcpp.read_barcodes(Image.open(path).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode):
        print(f"{code.text}\t{side(code.position):.1f}")
