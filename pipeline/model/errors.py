"""What can stop a run. Every message is Chinese and says what to do; the exit status is the contract's."""

import errno
import os
from pathlib import Path


class PipelineError(Exception):
    """Something that only a person can mend; the text is for that person."""

    exit_status = 1


class DeclarationError(PipelineError):
    """A file in schemas/ contradicts itself, or a template contradicts it."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Name the file and the key in front of the problem."""
        super().__init__(f"{file}：{key}：{problem}" if key else f"{file}：{problem}")


class OfficeFileError(PipelineError):
    """A line of receipts.csv or decisions.csv cannot be understood."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file and the line in front of the problem."""
        super().__init__(f"{file} 第{line}行：{problem}")


class UsageError(PipelineError):
    """The command asks for what cannot be: a month outside the campaign, an empty inbox."""

    exit_status = 2


class PublishError(PipelineError):
    """The outputs could not be written, or another run is active."""

    exit_status = 4

    @classmethod
    def of(cls, error: OSError) -> "PublishError":
        """What the system refused: the file, the cause, what to do about it."""
        path = error.filename2 or error.filename
        name = Path(path).name if isinstance(path, (str, os.PathLike)) else ""
        shown = "".join(c if c.isprintable() else "?" for c in name)
        code = errno.errorcode.get(error.errno or 0, "")
        cause, remedy = _CAUSES.get(code, (f"系统错误{error.errno or ''}", _ANY))
        return cls(f"写不了{f'“{shown}”' if shown else '文件'}：{cause}。请{remedy}，再运行一次。")


_ANY = "检查outbox文件夹能否写入、磁盘是否已满、文件是否正被Excel或WPS打开"
_CLOSE = "关闭正在打开它的Excel或WPS"
_NETWORK = "检查网络，或把工作文件夹放到本机磁盘"

# What the system says is English, and other words on every system; so are the codes that it knows.
_CAUSES = {
    "ENOSPC": ("磁盘已满", "清理磁盘"),
    "EDQUOT": ("磁盘配额已用完", "清理磁盘，或请管理员增加配额"),
    "EFBIG": ("文件超过了系统允许的大小", "请管理员放宽限制"),
    "EACCES": ("没有写入权限，或正被Excel、WPS打开", f"{_CLOSE}，检查文件夹能否写入"),
    "EPERM": ("没有写入权限", "检查它和所在文件夹的权限、只读属性"),
    "EROFS": ("磁盘是只读的", "换到能写入的磁盘"),
    "EBUSY": ("正被别的程序占用", _CLOSE),
    "ETXTBSY": ("正被别的程序占用", _CLOSE),
    "ENAMETOOLONG": ("名称或路径太长", "把工作文件夹移到上层文件夹，或缩短它的名称"),
    "EMFILE": ("同时打开的文件太多", "关闭一些程序"),
    "ENFILE": ("同时打开的文件太多", "关闭一些程序"),
    "EIO": ("磁盘读写出错", "检查磁盘，先把工作文件夹备份到别处"),
    "ENXIO": ("磁盘或设备不在了", "检查磁盘是否接好"),
    "ENODEV": ("磁盘或设备不在了", "检查磁盘是否接好"),
    "ENOENT": ("它或所在的文件夹不存在", "检查文件夹是否被移走"),
    "EEXIST": ("已有同名的文件或文件夹", "把它移到别处"),
    "ENOTEMPTY": ("已有同名的文件夹", "把它移到别处"),
    "ENOTDIR": ("应是文件夹，却是文件", "把它移到别处"),
    "EISDIR": ("应是文件，却是文件夹", "把它移到别处"),
    "ELOOP": ("链接指向了自己", "删除这个链接"),
    "EXDEV": ("和outbox不在同一个磁盘上", "把它放进outbox，不用链接"),
    "ENOLCK": ("这个磁盘不能加锁", _NETWORK),
    "ESTALE": ("网络文件夹断开了", _NETWORK),
    "ETIMEDOUT": ("网络文件夹没有回应", _NETWORK),
    "EHOSTDOWN": ("网络文件夹连不上", _NETWORK),
    "ENETUNREACH": ("网络文件夹连不上", _NETWORK),
}
