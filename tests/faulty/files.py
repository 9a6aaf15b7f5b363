"""What lies in a folder and is no whole workbook: cut, empty, too large, links, pipes, other programs' leavings."""

import os
import stat
from pathlib import Path

from tests.faulty.kind import Faulty, Lay, Make, ignored, no_file, unreadable, written
from tests.faulty.making import whole

_MEGABYTE = 1024 * 1024


def _cut(share: float) -> Make:
    return lambda: whole()[: int(len(whole()) * share)]


def _link_to(target: str) -> Lay:
    return lambda path: path.symlink_to(target)


def _with_a_hole() -> bytes:
    data, middle = whole(), len(whole()) // 2
    return data[:middle] + bytes(1024) + data[middle + 1024 :]


def _socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


FAULTY = (
    unreadable("empty", "文件是空的，0字节", bytes, "wrong_size"),
    unreadable("one-byte", "只有一个字节", lambda: b"P", "foreign_format"),
    unreadable("zeros", "下载失败留下的全零文件", lambda: bytes(14_000), "foreign_format"),
    unreadable("cut-at-the-start", "只传了文件头", _cut(0.01)),
    unreadable("cut-at-a-quarter", "只传了四分之一", _cut(0.25)),
    unreadable("cut-at-half", "只传了一半", _cut(0.5)),
    unreadable("cut-at-nine-tenths", "只传了九成", _cut(0.9)),
    unreadable("cut-by-a-byte", "少了最后一个字节", lambda: whole()[:-1]),
    unreadable("head-lost", "丢了开头的字节", lambda: whole()[100:], "foreign_format"),
    unreadable("hole", "中间有一段成了零", _with_a_hole),
    unreadable(
        "over-ten-megabytes",
        "超过10兆字节（插了大图）",
        lambda: whole() + bytes(10 * _MEGABYTE),
        "wrong_size",
    ),
    Faulty("same-again.xlsx", "同一个文件放了两份", "duplicate", (), written(_cut(0.5))),
    no_file("link", "是链接，指向另一个文件", _link_to("half-copied.xlsx")),
    no_file("dangling-link", "是链接，指向不存在的文件", _link_to("nowhere.xlsx")),
    no_file("link-to-itself", "是链接，指向自己", _link_to("link-to-itself.xlsx")),
    no_file("link-to-a-device", "是链接，指向读不完的设备", _link_to("/dev/zero")),
    no_file("link-to-a-folder", "是链接，指向上级文件夹", _link_to("..")),
    no_file("pipe", "是管道，没有人往里写", os.mkfifo),
    no_file("socket", "是套接字", _socket),
    unreadable("folder.xlsx/inside.xlsx", "文件夹起了工作簿的名字，里面是半个文件", _cut(0.7)),
    ignored("~$open.xlsx", "Excel打开文件时留下的锁定文件", lambda: b"\x05clerk" + bytes(160)),
    ignored(".~lock.xlsx#", "LibreOffice的锁定文件", lambda: b",clerk,office;"),
    ignored("._mac.xlsx", "苹果电脑的附属文件", lambda: b"\x00\x05\x16\x07" + bytes(60)),
    ignored("coming.xlsx.crdownload", "还在下载的文件", _cut(0.4)),
    ignored("saving.tmp", "临时文件", _cut(0.6)),
    ignored("Thumbs.db", "Windows的缩略图", lambda: b"\xd0\xcf\x11\xe0" + bytes(508)),
    ignored(".DS_Store", "苹果电脑的文件夹设置", lambda: b"\x00\x00\x00\x01Bud1"),
    ignored("scan.pdf", "盖章扫描件", lambda: b"%PDF-1.4 stamped"),
    ignored("photo.JPG", "手机拍的照片", lambda: b"\xff\xd8\xff\xe0photo"),
)
