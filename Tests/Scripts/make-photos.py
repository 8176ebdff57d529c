#!/usr/bin/env python3
"""Makes the photos in Tests/Samples/photos: small pictures with everything in them that must not stay.

    python3 Tests/Scripts/make-photos.py Tests/Samples/photos

Needs Pillow. Each holds the word SECRET wherever a maker, a place or a comment can stand, and real GPS
coordinates in its Exif.
"""
import io
import pathlib
import struct
import sys
import zlib

from PIL import Image, ImageCms, PngImagePlugin

target = pathlib.Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)

picture = Image.new("RGB", (60, 40))
picture.putdata([(x * 4 % 256, y * 6 % 256, (x * y) % 256) for y in range(40) for x in range(60)])
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(orientation):
    data = Image.Exif()
    data[0x010F] = "SECRET MAKER"
    data[0x0110] = "SECRET MODEL"
    data[0x0112] = orientation
    data[0x0132] = "2025:12:24 14:05:09"
    gps = data.get_ifd(0x8825)
    gps[1], gps[2] = "N", (27.0, 54.0, 59.5)
    gps[3], gps[4] = "E", (112.0, 31.0, 36.2)
    return data


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(name, image, orientation, trailer=b"", **options):
    plain = io.BytesIO()
    image.save(plain, "JPEG", quality=80, exif=exif(orientation), comment=b"SECRET comment", **options)
    data = plain.getvalue()
    extra = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET XMP</x:xmpmeta>")
        + segment(0xED, b"Photoshop 3.0\x008BIM SECRET IPTC")
        + segment(0xE2, b"MPF\0SECRET second picture")
        + segment(0xE5, b"SECRET maker's own"))
    (target / name).write_bytes(data.replace(b"\xff\xdb", extra + b"\xff\xdb", 1) + trailer)


motion = b"\0\0\0\x18ftypmp42SECRET video" * 20
jpeg("phone.jpg", picture, 6, trailer=motion, icc_profile=profile)
jpeg("progressive.jpg", picture, 3, progressive=True)
jpeg("grey.jpg", picture.convert("L"), 1)
jpeg("cmyk.jpg", picture.convert("CMYK"), 8)

texts = PngImagePlugin.PngInfo()
texts.add_text("Author", "SECRET author")
texts.add_text("Comment", "SECRET comment " * 20, zip=True)
texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>SECRET XMP</x:xmpmeta>")
texts.add(b"tIME", struct.pack(">HBBBBB", 2025, 12, 24, 14, 5, 9))
texts.add(b"prVt", b"SECRET private")
for name, image in {"screen.png": picture, "palette.png": picture.quantize(16), "depth.png": picture.convert("I;16")}.items():
    image.save(target / name, "PNG", pnginfo=texts, exif=exif(6), icc_profile=profile, dpi=(300, 300))
with open(target / "screen.png", "ab") as file:
    file.write(b"SECRET trailer")
Image.new("RGB", (1, 1)).save(target / "dot.png")
