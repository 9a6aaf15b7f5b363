"""axe-core, the npm package that knows the rules of accessible pages: fetched once, the very bytes that are pinned."""

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile

from tests.support.places import ROOT

VERSION = "4.14.1"
INTEGRITY = (  # of the package, as the registry states it: npm view axe-core dist.integrity
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
CACHE = ROOT / "build" / "axe"
_PACKAGE = f"axe-core-{VERSION}.tgz"


def lacks() -> str:
    """What the machine lacks to have axe-core; empty where it can."""
    return "" if (CACHE / _PACKAGE).is_file() or shutil.which("npm") else "no npm"


def fetch() -> str:
    """Have axe-core here; why it could not be fetched, empty where it is here."""
    if (CACHE / _PACKAGE).is_file():
        return ""
    CACHE.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", "--silent", f"axe-core@{VERSION}", "--pack-destination", str(CACHE)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return "" if run.returncode == 0 else f"npm could not fetch axe-core: {run.stderr[-200:]}"


def script() -> str:
    """axe-core as it is put into a page."""
    data = (CACHE / _PACKAGE).read_bytes()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    assert found == INTEGRITY, f"{CACHE / _PACKAGE} is not the package that is pinned"
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        member = package.extractfile("package/axe.min.js")
        assert member
        code = member.read().decode()
    assert "</script" not in code
    return code
