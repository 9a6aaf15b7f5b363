"""What is not read: each format named by its content, with what to do."""

import struct

import pytest

from pipeline.books.formats import read_any
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.xls import read_xls
from pipeline.model.received import Submission
from pipeline.reading.submission import read_arrival
from tests.support.cells import arrival, coordinates, packed, refused, unpacked
from tests.support.hostile import ods, ods_cell, with_cells
from tests.support.old_formats import XLS, stream, table_row
from tests.support.ole import compound_file
from tests.support.workspaces import JUNE, declarations, form

OFFICE = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
OTHERS: dict[str, tuple[bytes, str]] = {
    "csv": ("项目,数\r\n1,2".encode("gb18030"), "csv"),
    "html": (b"\xef\xbb\xbf <!DOCTYPE html><html>", "网页"),
    "html in UTF-16": ("\ufeff<html>".encode("utf-16-le"), "网页"),
    "excel's html": (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "网页"),
    "xhtml": (b'<?xml version="1.0"?><html xmlns="x">', "网页"),
    "xml spreadsheet 2003": (OFFICE.encode(), "2003"),
    "flat ods": (b'<?xml version="1.0"?><office:document office:x="y">', "fods"),
    "other xml": (b'<?xml version="1.0"?><a/>', "XML文件"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mht"),
    "eml": (b"Received: from a by b\r\nFrom: c", "eml"),
    "rtf": (b"{\\rtf1", "RTF"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "gif": (b"GIF89a", "图片"),
    "rar": (b"Rar!\x1a\x07", "RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "gz": (b"\x1f\x8b\x08", "gz"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "空的"),
    "zip with a workbook": (packed({"7月/报表.xlsx": b"PK"}), "里面有工作簿"),
    "zip with anything": (packed({"a.txt": b"a"}), "压缩包"),
    "docx": (packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "docx"),
    "pptx": (packed({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "pptx"),
    "xlsb": (packed({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsb"),
    "xlsm": (packed(unpacked(form("rescue", JUNE)) | {"xl/vbaProject.bin": b""}), "宏"),
    "numbers": (packed({"Index/Document.iwa": b""}), "Numbers"),
    "odt": (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "odt"),
    "encrypted ods": (ods("", **{"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}), "密码"),
    "ods with macros": (ods("", **{"Basic/Standard/Module1.xml": "<a/>"}), "宏"),
    "encrypted xlsx": (compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "密码"),
    "broken encrypted xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "doc or wps": (compound_file({"WordDocument": b"x", "1Table": b"x"}), "doc"),
    "ppt": (compound_file({"PowerPoint Document": b"x"}), "ppt"),
    "msg": (compound_file({"__properties_version1.0": b"x"}), "msg"),
    "xls with macros": (compound_file({"Workbook": stream(), "_VBA_PROJECT_CUR": b"x"}), "宏"),
    "another compound file": (compound_file({"Contents": b"x"}), "旧格式"),
    "zeros": (bytes(600), "不认识"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "word"), OTHERS.values(), ids=OTHERS.keys())
def test_another_file_is_told_what_it_is_and_what_to_do(data: bytes, word: str) -> None:
    refusal = refused(data)
    (finding,) = refusal.findings
    assert (refusal.fate, refusal.data, finding.rule) == ("unreadable", None, "F3")
    assert word in finding.value
    assert finding.expected.startswith(("请", "宏不能接收，请"))


def test_a_locked_zip_is_told_as_such() -> None:
    locked = bytearray(packed({"xl/workbook.xml": b"<a/>"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (finding,) = refused(bytes(locked)).findings
    assert (finding.rule, "密码" in finding.value) == ("F3", True)


def test_an_ods_with_an_empty_macro_library_has_no_macros() -> None:
    parts = {"Basic/script-lc.xml": "<a/>", "Basic/Standard/script-lb.xml": "<a/>"}
    assert read_any(ods(table_row(ods_cell()), **parts)).kind == "ods"


@pytest.mark.parametrize("before", ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "12">]>'])
def test_a_document_type_in_an_ods_is_refused(before: str) -> None:
    parts = unpacked(ods(table_row(ods_cell())))
    parts["content.xml"] = before.encode() + parts["content.xml"]
    with pytest.raises(DamagedWorkbookError, match="文档类型"):
        read_any(packed(parts))


def test_what_odfdo_cannot_open_is_damaged() -> None:
    for part in ("content.xml", "META-INF/manifest.xml"):
        parts = unpacked(ods("")) | {part: b"<office:document"}
        (finding,) = refused(packed(parts)).findings
        assert finding.rule == "F4"


def test_a_far_space_in_an_otherwise_good_form_is_a_notice() -> None:
    data = with_cells('<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>')
    read_back = read_arrival(arrival(data), declarations())
    assert isinstance(read_back, Submission)
    assert coordinates(read_back.findings) == [("N7", "消防", "XFD1048576")]


def test_a_short_stream_that_never_ends_is_damaged() -> None:
    """xlrd would gather its sectors until the memory is full."""
    first = 512 * (struct.unpack_from("<i", XLS, 60)[0] + 1)  # the table of short sectors
    table = struct.unpack_from("<128i", XLS, first)
    looped = [
        at if following >= 0 or following == -2 else following for at, following in enumerate(table)
    ]
    data = XLS[:first] + struct.pack("<128i", *looped) + XLS[first + 512 :]
    assert data != XLS
    with pytest.raises(DamagedWorkbookError):
        read_xls(data)
