"""What a file is by its first bytes, whatever its name says, and how to send it properly."""

_RESAVE = "请用Excel或WPS打开，另存为“Excel工作簿(*.xlsx)”后再报。"
_KNOWN = (
    (b"%PDF", "PDF文件", "请报填好的xlsx报表，盖章扫描件可以另附。"),
    (b"\xff\xd8\xff", "图片", "请报填好的xlsx报表，盖章扫描件可以另附。"),
    (b"\x89PNG", "图片", "请报填好的xlsx报表，盖章扫描件可以另附。"),
    (b"Rar!", "RAR压缩包", "请解压后把里面的xlsx文件直接发来。"),
    (b"7z\xbc\xaf", "7z压缩包", "请解压后把里面的xlsx文件直接发来。"),
    (b"{\\rtf", "RTF文档", _RESAVE),
)


def foreign_format(data: bytes) -> tuple[str, str] | None:
    """(what it is, what to do) for anything but a zip package; None for a zip package."""
    if data.startswith(b"PK\x03\x04"):
        return None
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(data)
    for magic, name, advice in _KNOWN:
        if data.startswith(magic):
            return name, advice
    return _textual(data)


def foreign_package(parts: frozenset[str]) -> tuple[str, str] | None:
    """The same for a zip package, by its parts; None for a workbook."""
    if "xl/workbook.xml" in parts:
        return None
    if "word/document.xml" in parts:
        return "Word文档（docx）", "请在下发的xlsx空白表里填报。"
    if "content.xml" in parts and "mimetype" in parts:
        return "ODF文件（ods或odt）", _RESAVE
    if "xl/workbook.bin" in parts:
        return "二进制工作簿（xlsb）", _RESAVE
    return "压缩包", "请解压后把里面的xlsx文件直接发来。"


def _ole(data: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "加了密码的工作簿", "请取消打开密码后再报。"
    return "旧格式文件（xls、et或doc）", _RESAVE


def _textual(data: bytes) -> tuple[str, str]:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "网页文件", _RESAVE
    if head.startswith(b"<?xml"):
        return "XML文件", _RESAVE
    if b"\x00" not in data[:4096]:
        return "文本文件（csv或txt）", "请在下发的xlsx空白表里填报。"
    return "不认识的文件", "请报填好的xlsx报表。"
