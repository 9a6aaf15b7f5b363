"""Files of another kind under a workbook's name, and workbooks of kinds that we do not take."""

import zipfile

from tests.faulty.compound import HEADER, compound_file
from tests.faulty.kind import Faulty, Make, unreadable, unrecognised
from tests.faulty.making import BOOK, whole
from tests.support.cells import packed, unpacked, with_part

_TABLE = "<table><tr><td>填报单位</td><td>区消防救援大队</td></tr></table>"
_SHEET_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def _text(text: str, encoding: str = "utf-8") -> Make:
    return lambda: text.encode(encoding)


def _ole(stream: str) -> Make:
    return lambda: compound_file(stream)


def _package(*names: str) -> Make:
    return lambda: packed(dict.fromkeys(names, b"<x/>"))


def _with_macros(unit: str) -> Make:
    kind, macros = b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"

    def make() -> bytes:
        data = with_part(whole(unit), "[Content_Types].xml", lambda x: x.replace(kind, macros))
        return packed(unpacked(data) | {"xl/vbaProject.bin": compound_file("VBA")})

    return make


def _open_document(kind: str, body: str) -> Make:
    """An ODF file: text, or a spreadsheet."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    office = f'xmlns:office="{base}:office:1.0" xmlns:table="{base}:table:1.0" office:version="1.2"'
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/>'
    parts = {
        "mimetype": mimetype,
        "content.xml": f"<office:document-content {office}><office:automatic-styles/><office:body>{body}"
        "</office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {office}><office:styles/></office:document-styles>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{base}:manifest:1.0">{entry}</m:manifest>',
    }
    return lambda: packed({n: x.encode() for n, x in parts.items()}, zipfile.ZIP_STORED)


def _zipped(unit: str) -> Make:
    return lambda: packed({f"{unit}7月.xlsx": whole(unit)}, zipfile.ZIP_STORED)


def _foreign(file: str, why: str, make: Make) -> Faulty:
    return unreadable(file, why, make, "foreign_format")


FAULTY = (
    _foreign("csv", "文本（UTF-8）改名为xlsx", _text("填报单位,区消防救援大队\n1-1,12\n")),
    _foreign("csv-gbk", "文本（GBK）改名为xlsx", _text("填报单位,区消防救援大队\n", "gb18030")),
    _foreign("utf-16-text", "Unicode文本改名为xlsx", _text("填报单位\t区消防救援大队\n", "utf-16")),
    _foreign("real-csv.csv", "另存成了csv", _text("1-1,12\n1-2,11\n")),
    _foreign("note.txt", "记事本", _text("七月的数和六月一样")),
    _foreign("json.xlsx", "json改名", _text('{"self_found": 12}')),
    _foreign("html-table", "网页表格改名为xlsx（系统导出的“假Excel”）", _text(_TABLE)),
    _foreign(
        "login-page",
        "下载到的是登录网页",
        _text("<!DOCTYPE html><html><body>请登录</body></html>"),
    ),
    _foreign(
        "mht",
        "单个文件网页",
        _text(f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n{_TABLE}"),
    ),
    _foreign("mail.eml", "整封邮件", _text("From: clerk@example.org\nSubject: 7月\n\n见附件")),
    _foreign("xml-2003.xls", "2003版XML表格", _text(_SHEET_2003)),
    _foreign("rtf", "RTF文档改名", lambda: rb"{\rtf1\ansi 12}"),
    _foreign("pdf", "PDF改名为xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    _foreign("jpeg", "照片改名为xlsx", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    _foreign("png", "截屏改名为xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(30)),
    _foreign("program", "程序改名为xlsx", lambda: b"MZ\x90\x00" + bytes(60)),
    _foreign("database", "数据库改名为xlsx", lambda: b"SQLite format 3\x00" + bytes(84)),
    _foreign("rar", "RAR压缩包改名", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(40)),
    _foreign("7z.7z", "7z压缩包", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    _foreign("gz", "gz压缩包改名", lambda: b"\x1f\x8b\x08\x00" + bytes(40)),
    _foreign("zipped-form.zip", "报表装在压缩包里", _zipped("rescue")),
    _foreign("zipped-form-renamed", "压缩包改名为xlsx", _zipped("police")),
    _foreign("docx.docx", "Word文档", _package("[Content_Types].xml", "word/document.xml")),
    _foreign("docx-renamed", "Word文档改名", _package("word/document.xml", "word/styles.xml")),
    _foreign("pptx", "演示文稿改名", _package("[Content_Types].xml", "ppt/presentation.xml")),
    _foreign("xlsb.xlsb", "二进制工作簿", _package("[Content_Types].xml", "xl/workbook.bin")),
    _foreign("odt.odt", "ODF文档", _open_document("text", "<office:text/>")),
    _foreign("xlsm.xlsm", "含宏的工作簿", _with_macros("rescue")),
    _foreign("xlsm-renamed", "含宏的工作簿改名为xlsx", _with_macros("police")),
    _foreign("encrypted", "加了打开密码", _ole("EncryptedPackage")),
    _foreign("doc.doc", "旧版Word文档", _ole("WordDocument")),
    unreadable("broken-xls.xls", "旧格式工作簿，只剩文件头", lambda: HEADER),
    unrecognised(
        "ledger.ods",
        "ods表格，不是本行动的报表",
        _open_document(
            "spreadsheet",
            '<office:spreadsheet><table:table table:name="台账"><table:table-row><table:table-cell/>'
            "</table:table-row></table:table></office:spreadsheet>",
        ),
    ),
    unreadable(
        "chart-package", "有workbook.xml的压缩包，里面什么都没有", _package(BOOK), "damaged"
    ),
)
