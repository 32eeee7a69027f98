#!/usr/bin/env python3
"""A workbook with the cells of a CSV file as texts. Usage: make_workbook.py CSV XLSX [spoiled]

`spoiled` changes one letter of the last row behind the workbook's back, so that its checksum, which
stands behind all rows, no longer holds.
"""
import csv
import re
import sys
import zipfile
from xml.sax.saxutils import escape


def workbook(path, rows, compression=zipfile.ZIP_DEFLATED):
    """A sheet of those rows, numbers as numbers."""
    def cell(value):
        if isinstance(value, bool):
            return f'<c t="b"><v>{int(value)}</v></c>'
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value or "")}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "".join(f"<row r=\"{n}\">{''.join(map(cell, row))}</row>" for n, row in enumerate(rows, 1))
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
                               '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="claims" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'}
    with zipfile.ZipFile(path, "w", compression) as book:
        for name, text in parts.items():
            book.writestr(name, text)


def spoil(path):
    with open(path, "r+b") as file:
        data = file.read()
        at = [letter.start() for letter in re.finditer(rb"[a-z]</t>", data)][-1]
        file.seek(at)
        file.write(bytes([data[at] ^ 1]))


def main(source, target, spoiled):
    with open(source, encoding="utf-8", newline="") as file:
        workbook(target, list(csv.reader(file)), zipfile.ZIP_STORED)
    if spoiled:
        spoil(target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], len(sys.argv) > 3)
