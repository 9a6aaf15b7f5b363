"""Why the system refused to read or to write, in Chinese: its own words are English, and others on every system."""

import errno

_REASONS = {
    errno.EACCES: "没有权限，或正被别的程序占用",
    errno.EPERM: "没有权限，或正被别的程序占用",
    errno.ENOENT: "已被移走，或路径太长",
    errno.ENAMETOOLONG: "文件夹套得太深，路径太长",
    errno.ELOOP: "是链接",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EIO: "磁盘读写出错",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EMFILE: "打开的文件太多",
}
_ANY = "检查outbox文件夹能否写入、磁盘是否已满、文件是否正被Excel或WPS打开"
_CLOSE = "关闭正在打开它的Excel或WPS"
_NETWORK = "检查网络，或把工作文件夹放到本机磁盘"
# What the system says is English, and other words on every system; so are the codes that it knows.
_CAUSES = {
    "ENOSPC": ("磁盘已满", "清理磁盘"),
    "EDQUOT": ("磁盘配额已用完", "清理磁盘，或请管理员增加配额"),
    "EFBIG": ("文件超过了系统允许的大小", "联系管理员放宽限制"),
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
    # What Windows says of more than 259 characters, too.
    "ENOENT": ("它或所在的文件夹不存在，或路径太长", "检查文件夹是否被移走，路径长的移到上层"),
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


def reason(error: OSError) -> str:
    """Why something could not be read; in the system's own words where they are rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def why_unwritten(error: OSError) -> tuple[str, str]:
    """Why something could not be written, and what to do about it."""
    code = errno.errorcode.get(error.errno or 0, "")
    return _CAUSES.get(code, (f"系统错误{error.errno or ''}", _ANY))
