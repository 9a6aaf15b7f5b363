"""What the bundle is for: systems with their wheel tags, and what environment markers mean there."""

from dataclasses import dataclass

from packaging.markers import Environment

GLIBC = 28  # the newest that locked wheels ask for (numpy); 麒麟 V10 and 统信 20 have 2.28


@dataclass(frozen=True, slots=True)
class System:
    """A kind of PC, as pip and environment markers call it."""

    id: str
    platforms: tuple[str, ...]
    os_name: str
    sys_platform: str
    platform_system: str
    machine: str


@dataclass(frozen=True, slots=True)
class Target:
    """A system with a version of CPython; `id` is what start.py asks for."""

    system: System
    python: str

    @property
    def id(self) -> str:
        """windows-x64/3.12."""
        return f"{self.system.id}/{self.python}"

    @property
    def abi(self) -> str:
        """cp312."""
        return f"cp{self.python.replace('.', '')}"

    def environment(self) -> Environment:
        """What markers are held against there."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": self.system.os_name,
            "platform_machine": self.system.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system.platform_system,
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": self.system.sys_platform,
        }


def _linux(id_: str, machine: str) -> System:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 16, -1)]
    older = f"manylinux2014_{machine}"
    return System(id_, (*tags, older), "posix", "linux", "Linux", machine)


SYSTEMS = (
    System("windows-x64", ("win_amd64",), "nt", "win32", "Windows", "AMD64"),
    _linux("linux-x64", "x86_64"),
    _linux("linux-arm64", "aarch64"),
)
