#!/usr/bin/env python3
"""A workbook with the cells of a CSV file as texts. Usage: make_workbook.py CSV XLSX [spoiled]

`spoiled` changes one letter of the last row behind the workbook's back, so that its checksum, which
stands behind all rows, no longer holds.
"""
import csv
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def column(index):
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(ord("A") + rest) + name
        index -= 1
    return name


def sheet(rows):
    yield f'<worksheet xmlns="{MAIN}"><sheetData>'
    for number, row in enumerate(rows, 1):
        cells = (f'<c r="{column(i)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
                 for i, text in enumerate(row) if text)
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def relations(kind, target):
    return (f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>')


def main(source, target, spoiled):
    with open(source, encoding="utf-8", newline="") as file:
        text = "".join(sheet(csv.reader(file)))
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("[Content_Types].xml",
                      f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                      '"application/vnd.openxmlformats-package.relationships+xml"/>'
                      '<Default Extension="xml" ContentType="application/xml"/></Types>')
        book.writestr("_rels/.rels", relations("officeDocument", "xl/workbook.xml"))
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
                      '<sheet name="claims" sheetId="1" r:id="r1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml"))
        book.writestr(SHEET, text)
    if spoiled:
        with open(target, "r+b") as file:
            data = file.read()
            at = data.rindex(b"</t>") - 1
            file.seek(at)
            file.write(bytes([data[at] ^ 1]))


main(sys.argv[1], sys.argv[2], len(sys.argv) > 3)
