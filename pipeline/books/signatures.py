"""What a file is by its content, whatever its name says, and how to send it properly."""

from collections.abc import Collection

from pipeline.books.refusals import ForeignFileError

_RESAVE = "请用Excel或WPS打开，另存为“Excel工作簿(*.xlsx)”后再报。"
_FILL = "请在下发的xlsx空白表里填报。"
_UNPACK = "请解压后把里面的xlsx文件直接发来。"
_NO_SCAN = "请报填好的xlsx报表，盖章扫描件可以另附。"
What = tuple[str, str]  # what it is, and what to do
MACROS: What = ("含宏的工作簿（xlsm一类）", f"宏不能接收，{_RESAVE}")
ENCRYPTED: What = ("加了密码的工作簿", "请取消打开密码（文件－信息－保护工作簿）后再报。")
_BY_FIRST_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF文件", _NO_SCAN),
    (b"\xff\xd8\xff", "图片", _NO_SCAN),
    (b"\x89PNG", "图片", _NO_SCAN),
    (b"GIF8", "图片", _NO_SCAN),
    (b"BM", "图片", _NO_SCAN),
    (b"II*\x00", "图片", _NO_SCAN),
    (b"MM\x00*", "图片", _NO_SCAN),
    (b"Rar!", "RAR压缩包", _UNPACK),
    (b"7z\xbc\xaf", "7z压缩包", _UNPACK),
    (b"\x1f\x8b", "gz压缩包", _UNPACK),
    (b"PK\x05\x06", "空的压缩包", _FILL),
    (b"{\\rtf", "RTF文档", _FILL),
)
_WITHIN_PACKAGE: tuple[tuple[str, What], ...] = (
    ("xl/workbook.bin", ("二进制工作簿（xlsb）", _RESAVE)),
    ("word/document.xml", ("Word文档（docx）", _FILL)),
    ("ppt/presentation.xml", ("演示文稿（pptx）", _FILL)),
    ("index/document.iwa", ("苹果Numbers表格", "请导出为xlsx后再报。")),
)
_WITHIN_OLE: tuple[tuple[str, What], ...] = (
    ("encryptedpackage", ENCRYPTED),
    ("worddocument", ("Word文档（doc或wps）", _FILL)),
    ("powerpoint document", ("演示文稿（ppt或dps）", _FILL)),
    ("__properties_version1.0", ("邮件（msg）", "请把邮件里的xlsx附件另存后发来。")),
    ("_vba_project_cur", MACROS),
)
_SHEETS = "application/vnd.oasis.opendocument.spreadsheet"
_TEXTUAL: tuple[tuple[tuple[str, ...], What], ...] = (
    (("<!doctype html", "<html", "<table", "<meta", "<head", "<body"), ("网页文件", _RESAVE)),
    (("mime-version:",), ("网页文件（mht）或邮件（eml）", _RESAVE)),
    (("received:", "from:", "return-path:", "delivered-to:"), ("邮件（eml）", "请把邮件里的xlsx附件另存后发来。")),
)  # fmt: skip


def container(data: bytes) -> str:
    """Which of the two containers, zip or ole; ForeignFileError for anything that holds no workbook that we read."""
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for magic, name, advice in _BY_FIRST_BYTES:
        if data.startswith(magic):
            raise ForeignFileError(name, advice)
    raise ForeignFileError(*_textual(data))


def package_kind(parts: dict[str, bytes]) -> str:
    """Which format, xlsx or ods, by the parts of a package; ForeignFileError for any other package."""
    for part, what in _WITHIN_PACKAGE:
        if part in parts:
            raise ForeignFileError(*what)
    if "content.xml" in parts and "mimetype" in parts:
        return _open_document(parts)
    if any(name.endswith("vbaproject.bin") for name in parts):
        raise ForeignFileError(*MACROS)
    if "xl/workbook.xml" in parts or "[content_types].xml" in parts:
        return "xlsx"
    inside = "，里面有工作簿" if any(n.endswith((".xlsx", ".xls", ".et")) for n in parts) else ""
    raise ForeignFileError(f"压缩包{inside}", _UNPACK)


def refuse_foreign_ole(names: Collection[str]) -> None:
    """ForeignFileError unless a compound file with these names at its top is a workbook."""
    lower = {name.lower() for name in names}
    for name, what in _WITHIN_OLE:
        if name in lower:
            raise ForeignFileError(*what)
    if not lower & {"workbook", "book"}:
        raise ForeignFileError("旧格式文件，里面没有工作簿", _RESAVE)


def _open_document(parts: dict[str, bytes]) -> str:
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise ForeignFileError(*ENCRYPTED)
    if not parts["mimetype"].decode("ascii", "replace").startswith(_SHEETS):
        raise ForeignFileError("ODF文档（odt一类，不是表格）", _FILL)
    if any(n.startswith(("basic/", "scripts/")) and not n.endswith(_LIBRARY_LISTS) for n in parts):
        raise ForeignFileError(*MACROS)
    return "ods"


_LIBRARY_LISTS = ("/", "/script-lb.xml", "/script-lc.xml", "/dialog-lb.xml", "/dialog-lc.xml")


def _textual(data: bytes) -> What:
    head = _head(data)
    for beginnings, what in _TEXTUAL:
        if head.startswith(beginnings):
            return what
    if head.startswith(("<?xml", "<workbook")):
        return _xml(head)
    if "\x00" not in head:
        return "文本文件（csv或txt）", _FILL
    return "不认识的文件", "请报填好的xlsx报表。"


def _xml(head: str) -> What:
    if "excel.sheet" in head or "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "XML表格（2003版）", _RESAVE
    if "office:document" in head:
        return "XML形式的ODF表格（fods）", _RESAVE
    return ("网页文件", _RESAVE) if "<html" in head else ("XML文件", _RESAVE)


def _head(data: bytes) -> str:
    """The beginning of a text in whatever encoding, as far as its ASCII letters go, in lower case."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "latin-1")
    return data[:4096].decode(wide, "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n").lower()
