"""Compares the photos in mails with those in a store.

usage: check_photo_mail.py STORED-DIRECTORY MAILDIR-FOLDER-OR-FILE...

Every mail must hold exactly the stored photos, byte for byte, readable by Pillow and without metadata.
Prints what is wrong; exit 1 when anything is. Needs Pillow.
"""
import email
import email.policy
import io
import pathlib
import sys

from PIL import Image

stored = sorted(path.read_bytes() for path in pathlib.Path(sys.argv[1]).iterdir())
files = [file for name in map(pathlib.Path, sys.argv[2:]) for file in (name.iterdir() if name.is_dir() else [name])]
faults = []
for file in files:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    parts = list(message.iter_attachments())
    if any(part.defects for part in message.walk()):
        faults.append(f"{file}: defects")
    if sorted(part.get_content() for part in parts) != stored:
        faults.append(f"{file}: {len(parts)} attachments are not the stored photos")
    for part in parts:
        if part.get_content_type() not in ("image/jpeg", "image/png") or not part.get_filename():
            faults.append(f"{file}: {part.get_content_type()} {part.get_filename()}")
        picture = Image.open(io.BytesIO(part.get_content()))
        picture.load()
        if set(picture.getexif()) - {0x0112} or picture.getexif().get_ifd(0x8825):
            faults.append(f"{file}: {dict(picture.getexif())} is left")
        extra = set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "exif", "icc_profile", "dpi"}
        if extra:
            faults.append(f"{file}: {extra} is left")
print("\n".join(faults) if faults else f"{len(files)} mails with {len(stored)} photos each")
sys.exit(1 if faults or not files or not stored else 0)
