"""Fixtures for all tests, and the switch that rewrites golden files."""

from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from pipeline.model.declared import Declarations
from pipeline.rendering import pdf
from tests.support import chromium, libreoffice, workspaces
from tests.support.measuring import repetitions, unmeasured
from tests.support.needs import need

GOLDEN = Path(__file__).with_name("golden")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden/ from this run"
    )


_REPETITIONS = pytest.StashKey[set[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[_REPETITIONS] = repetitions(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with unmeasured() if item.nodeid in item.config.stash[_REPETITIONS] else nullcontext():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The marks of other programs say what a test needs, before any fixture starts one of them."""
    if item.get_closest_marker("libreoffice"):
        need(libreoffice.why_not())
    if item.get_closest_marker("browser"):
        need(chromium.lacks())


@pytest.fixture(scope="session", autouse=True)
def _no_renderer() -> Iterator[None]:
    """Runs in this process print no PDF, also where `make pdf` was run: it takes seconds and depends on fonts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "find_spec", lambda _: None)
        yield


@pytest.fixture
def reads_as_before(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a text against the one of that name in tests/golden/, or writes that anew where the switch says so."""

    def hold(name: str, text: str) -> None:
        golden = GOLDEN / name
        if request.config.getoption("--update-golden"):
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(text.replace("\r\n", "\n"), "utf-8", newline="\n")
        assert text.splitlines() == golden.read_text("utf-8").splitlines(), name

    return hold


@pytest.fixture
def declared() -> Declarations:
    return workspaces.declarations()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty workspace with the real schemas and templates."""
    return workspaces.workspace(tmp_path / "工作区")


@pytest.fixture
def sample_root(tmp_path: Path) -> Path:
    """A workspace with the sample months."""
    return workspaces.sample_workspace(tmp_path / "样例")
