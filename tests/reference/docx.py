#!/usr/bin/env python3
"""Read DOCX files with the standard library alone and check what a word processor relies on: docx.py FILE...

Every part is well-formed XML with a declared content type, every relationship leads somewhere, styles that are used are defined,
rows have as many cells as the grid has columns, each table repeats its heading or has labels, header and footer are bound, the
footer counts pages, entries are dated 1980-01-01 and stored. Prints `{"title", "created", "headings", "texts", "images"}` as
JSON, one line for each file; exit 1 with the reason if something is wrong.
"""
import json
import posixpath
import struct
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"


def text(element):
    said = {W + "t": lambda piece: piece.text or "", W + "noBreakHyphen": lambda _: "-"}
    return "".join(said[piece.tag](piece) for piece in element.iter() if piece.tag in said)


def png(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, pixels, size, bits = 8, b"", None, 1
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0], f"the sum of {kind}"
        size = struct.unpack(">II", body[:8]) if kind == b"IHDR" else size
        bits = body[8] * {0: 1, 2: 3, 6: 4}[body[9]] if kind == b"IHDR" else bits
        pixels += body if kind == b"IDAT" else b""
        at += 12 + length
    rows = zlib.decompress(pixels)
    assert len(rows) == size[1] * (1 + (size[0] * bits + 7) // 8), "the image has other rows than it says"


def check(name):
    with zipfile.ZipFile(name) as package:
        assert package.testzip() is None, "a damaged entry"
        names = package.namelist()
        assert names[0] == "[Content_Types].xml", "the types do not come first"
        assert len(set(names)) == len(names), "an entry stands twice"
        for entry in package.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0), f"{entry.filename} is dated {entry.date_time}"
            assert entry.compress_type == zipfile.ZIP_STORED, f"{entry.filename} depends on a compressor"
        parts = {part: package.read(part) for part in names}
    trees = {part: ET.fromstring(data) for part, data in parts.items() if part.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    endings = {one.get("Extension") for one in types.iter(TYPES + "Default")}
    overrides = {one.get("PartName") for one in types.iter(TYPES + "Override")}
    for part in names[1:]:
        assert "/" + part in overrides or part.rsplit(".", 1)[-1] in endings, f"{part} has no type"
    assert all(part[1:] in parts for part in overrides), "a type for a part that is not there"
    for rels in [part for part in names if part.endswith(".rels")]:
        base = posixpath.dirname(posixpath.dirname(rels))
        for one in trees[rels].iter(REL + "Relationship"):
            assert posixpath.normpath(posixpath.join(base, one.get("Target"))) in parts, f"{rels}: {one.get('Target')}"
    document = trees["word/document.xml"]
    bound = {one.get("Id") for one in trees["word/_rels/document.xml.rels"].iter(REL + "Relationship")}
    images = [one.get(R + "embed") for one in document.iter(A + "blip")]
    wanted = images + [one.get(R + "id") for tag in ("headerReference", "footerReference") for one in document.iter(W + tag)]
    assert len(wanted) == len(images) + 2 and set(wanted) <= bound, "header, footer or image is not bound"
    styles = {one.get(W + "styleId"): one for one in trees["word/styles.xml"].iter(W + "style")}
    used = {one.get(W + "val") for part in trees.values() for tag in ("pStyle", "tblStyle") for one in part.iter(W + tag)}
    assert used <= set(styles), f"styles that are not defined: {used - set(styles)}"
    for table in document.iter(W + "tbl"):
        columns = len(table.find(W + "tblGrid"))
        rows = table.findall(W + "tr")
        assert rows and all(len(row.findall(W + "tc")) == columns for row in rows), "rows and columns differ"
        assert all(cell.findall(W + "p") for row in rows for cell in row.findall(W + "tc")), "a cell without a paragraph"
        assert columns == 2 or rows[0].find(f"{W}trPr/{W}tblHeader") is not None, "a table does not repeat its headings"
    codes = [one.get(W + "instr").strip() for one in trees["word/footer1.xml"].iter(W + "fldSimple")]
    assert codes == ["PAGE", "NUMPAGES"], "the footer counts no pages"
    assert text(trees["word/header1.xml"]), "an empty header"
    outlined = {name for name, one in styles.items() if one.find(f"{W}pPr/{W}outlineLvl") is not None}
    paragraphs = [(one.find(f"{W}pPr/{W}pStyle").get(W + "val"), text(one)) for one in document.iter(W + "p")]
    pictures = [data for part, data in parts.items() if part.endswith(".png")]
    for picture in pictures:
        png(picture)
    core = trees["docProps/core.xml"]
    return {
        "title": core.find(DC + "title").text,
        "created": core.find(TERMS + "created").text,
        "headings": [words for style, words in paragraphs if style in outlined],
        "texts": [words for _, words in paragraphs if words],
        "images": len(pictures),
    }


def main(files):
    for name in files:
        try:
            print(json.dumps(check(name), ensure_ascii=False))
        except (AssertionError, KeyError, AttributeError, zipfile.BadZipFile, ET.ParseError) as why:
            print(f"{name}: {why}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
