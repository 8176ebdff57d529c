"""Reads a QR code of a picture through what walls, printers and cheap cameras do to it, with zxing-cpp.

    distort.py PICTURE...

Prints a line for each picture and distortion that isn't read as the undistorted picture is: its path, a tab and
the distortion's name; nothing when all are read. Needs zxing-cpp, Pillow and numpy from PyPI. What a camera
does is done to the picture at a camera's scale, 500 pixels; what a printer does, at the printer's.
"""
import sys

import numpy
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

SIDE = 500


def speckle(image):
    """A tenth of the printer's dots black or white by chance, as worn toner leaves them; the same in every run."""
    random = numpy.random.default_rng(7)
    pixels = numpy.array(image)
    hit = random.random(pixels.shape) < 0.10
    pixels[hit] = random.choice([0, 255], size=int(hit.sum()))
    return Image.fromarray(pixels)


def rotated(degrees):
    return lambda image: image.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


BY_A_CAMERA = {
    "as a camera sees it": lambda image: image,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(4)),
    "rotated by 7 degrees": rotated(7),
    "rotated by 90 degrees": rotated(90),
    "at 40 % of its size": lambda image: image.resize((SIDE * 2 // 5,) * 2, Image.Resampling.BILINEAR),
    "in low contrast": lambda image: image.point(lambda value: 110 + value * 40 // 255),
    "in grey": lambda image: image.point(lambda value: 90 + value * 90 // 255),
    "upside down on a dark wall": lambda image: ImageOps.expand(image.rotate(180), 60, fill=60),
}

AS_PRINTED = {"none": lambda image: image, "with 10 % speckle": speckle}


def read(image):
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]


for path in sys.argv[1:]:
    printed = Image.open(path).convert("L")
    seen = printed.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    expected = read(printed)
    for distortions, picture in ((AS_PRINTED, printed), (BY_A_CAMERA, seen)):
        for name, distort in distortions.items():
            if len(expected) != 1 or read(distort(picture)) != expected:
                print(f"{path}\t{name}")
