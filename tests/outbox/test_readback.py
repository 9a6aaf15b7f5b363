"""The second program finds every published number equal to totals.csv and figures.csv, and any changed digit."""

import ast
import email
import email.policy
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.readback.run import ANNEX2, faults, forms, told
from tests.support.cells import packed, unpacked
from tests.support.places import TESTS
from tests.support.published import PAPERS
from tests.support.workspaces import (
    AUGUST,
    JULY,
    JUNE,
    declarations,
    form,
    publish,
    put,
    sample_workspace,
    workspace,
)

MUTATIONS = 40  # digits changed in each form
READBACK = TESTS / "readback"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sample_workspace(tmp_path_factory.mktemp("sample") / "w")
    for month in (JUNE, JULY):
        publish(root, month)
    return root


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """June and August complete; in July one unit is missing, which comes back in August."""
    root = workspace(tmp_path_factory.mktemp("campaign") / "w")
    for month in (JUNE, JULY, AUGUST):
        for unit in declarations().roster.units:
            if (month, unit) != (JULY, "grid"):
                received = f"{month}-26T10:00:00+08:00"
                put(root, f"{month}/{unit}.xlsx", form(unit, month), received)
        publish(root, month)
    return root


@pytest.mark.parametrize("month", ["2023-06", "2023-07"])
def test_every_number_of_the_sample_reads_back(sample: Path, month: str) -> None:
    assert faults(sample, month) == []


@pytest.mark.parametrize("month", ["2023-06", "2023-07", "2023-08"])
def test_every_number_of_months_with_a_gap_and_a_return_reads_back(
    campaign: Path, month: str
) -> None:
    assert faults(campaign, month) == []


def test_all_forms_of_the_paper_are_read(sample: Path) -> None:
    folder = sample / "outbox/2023-07"
    assert sorted(p.suffix[1:] for p in forms(folder, "月通报")) == sorted(PAPERS)
    assert {p.suffix[1:] for p in folder.glob("月通报.*")} - {"pdf"} == set(PAPERS)
    assert (folder / ANNEX2).is_file()


def test_the_second_program_shares_no_code_with_the_first() -> None:
    for path in READBACK.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("tests.readback") or name.split(".")[0] in (
                    sys.stdlib_module_names
                ), f"{path.name} imports {name}"


# --- a changed digit is found ------------------------------------------------------------------------------------


def digits_of(text: str, spans: Iterator[re.Match[str]], count: int, seed: str) -> list[int]:
    """Some positions of digits inside of the spans; list numbers and those of captions are left alone."""
    listed = {
        m.start() + n
        for m in re.finditer(r"(?m)(?<=^)[0-9]+．|(?<=>)[0-9]+．|(?<=[图表])[0-9]+", text)
        for n in (0, 1)
    }
    places = [
        m.start() + n
        for m in spans
        for n, letter in enumerate(m[0])
        if letter in "0123456789" and m.start() + n not in listed
    ]
    return sorted(random.Random(seed).sample(places, min(count, len(places))))


def changed(text: str, at: int) -> str:
    """Another digit; the first of a number does not become a zero."""
    return f"{text[:at]}{int(text[at]) % 9 + 1}{text[at + 1 :]}"


def in_text(pattern: str, *, after: str = "") -> Callable[[bytes, str], Iterator[bytes]]:
    def mutants(data: bytes, seed: str) -> Iterator[bytes]:
        text = data.decode("utf-8")
        spans = re.compile(pattern, re.DOTALL).finditer(text, text.index(after))
        for at in digits_of(text, spans, MUTATIONS, seed):
            yield changed(text, at).encode("utf-8")

    return mutants


def in_package(parts: str, pattern: str) -> Callable[[bytes, str], Iterator[bytes]]:
    def mutants(data: bytes, seed: str) -> Iterator[bytes]:
        found = unpacked(data)
        chosen = [n for n in found if re.fullmatch(parts, n)]
        for name in chosen:
            text = found[name].decode("utf-8")
            for at in digits_of(text, re.finditer(pattern, text), MUTATIONS // 2, seed + name):
                yield packed(found | {name: changed(text, at).encode("utf-8")})

    return mutants


def in_mail(data: bytes, seed: str) -> Iterator[bytes]:
    for kind, pattern in (("plain", r".+"), ("html", r">(?![图表][0-9])[^<]+<")):
        text = _body(data, kind)[1].get_content()
        for at in digits_of(text, re.finditer(pattern, text), MUTATIONS // 2, seed + kind):
            message, body = _body(data, kind)
            body.set_content(changed(text, at), subtype=kind)
            yield message.as_bytes()


def _body(data: bytes, kind: str) -> tuple[EmailMessage, EmailMessage]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return message, body


MUTANTS: dict[str, Callable[[bytes, str], Iterator[bytes]]] = {
    "md": in_text(r"[^\n]+"),
    "html": in_text(r">[^<]+<", after="<main"),
    "docx": in_package("word/document.xml", r"<w:t[^>]*>[^<]+<"),
    "eml": in_mail,
    "xlsx": in_package("xl/(worksheets/sheet[1235]|charts/chart.)[.]xml", r"<v>[^<]+<"),
}


@pytest.mark.parametrize("suffix", [*PAPERS, "xlsx"])
def test_a_changed_digit_is_found_in_whatever_form_it_is(
    sample: Path, tmp_path: Path, suffix: str
) -> None:
    root = tmp_path / "w"
    shutil.copytree(sample, root)
    path = root / "outbox/2023-07" / (ANNEX2 if suffix == "xlsx" else f"月通报.{suffix}")
    right = path.read_bytes()
    survivors = []
    for number, mutant in enumerate(MUTANTS[suffix](right, suffix)):
        path.write_bytes(mutant)
        if not any(told(root, "2023-07")):
            survivors.append((number, _difference(right, mutant)))
    assert survivors == []


def _difference(right: bytes, mutant: bytes) -> str:
    """Where two files differ, in the first part that does."""
    if right.startswith(b"PK"):
        olds, news = unpacked(right), unpacked(mutant)
        name = next(n for n in olds if olds[n] != news[n])
        return f"{name}: {_difference(olds[name], news[name])}"
    at = next(n for n, (a, b) in enumerate(zip(right, mutant, strict=True)) if a != b)
    return mutant[max(0, at - 60) : at + 20].decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["totals.csv", "figures.csv"])
def test_a_changed_csv_file_agrees_with_nothing(sample: Path, tmp_path: Path, name: str) -> None:
    root = tmp_path / "w"
    shutil.copytree(sample, root)
    path = root / "outbox/2023-07" / name
    text = path.read_text("utf-8-sig")
    for value in ("657", "570.51") if name == "totals.csv" else (",131,", ",167,"):
        assert text.count(value) == 1
        path.write_text(text.replace(value, value.replace("7", "6").replace("1", "2")), "utf-8-sig")
        assert faults(root, "2023-07")


def test_a_changed_cell_of_the_ledgers_workbook_is_found(sample: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(sample, tmp_path / "w"))
    path = root / "outbox/2023-07/隐患台账.xlsx"
    parts = unpacked(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    for old, new in ((b">10.5<", b">10.6<"), (b"<t>01-B005</t>", b"<t>01-B006</t>")):
        changed = parts[name].replace(old, new, 1)
        assert changed != parts[name]
        path.write_bytes(packed({**parts, name: changed}))
        assert any("隐患台账.xlsx" in x for x in faults(root, "2023-07"))


def test_a_name_in_the_public_workbook_is_found(sample: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(sample, tmp_path / "w"))
    path = root / "outbox/2023-07/隐患台账（公开）.xlsx"
    parts = unpacked(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    told = parts[name].replace(b"<t>01-B005</t>", "<t>样例企业900号</t>".encode(), 1)
    path.write_bytes(packed({**parts, name: told}))
    assert any("样例企业900号" in x for x in faults(root, "2023-07"))
