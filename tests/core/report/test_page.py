"""The page of a report: complete, and one file that loads nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forgery_viewer.core.bad_files import BadFile, list_bad_files
from forgery_viewer.core.dataset import scan
from forgery_viewer.core.number_text import percent, typeset, whole
from forgery_viewer.core.report.figures import ReportFigure
from forgery_viewer.core.report.page import report_page
from forgery_viewer.core.report.takeaways import take_aways
from forgery_viewer.core.statistics import Statistics, summarise
from tests.small_index import listed

ROOT = Path("/data/a <strange> & name")
DAY = date(2026, 1, 31)
#: Elements that load or run something, and attributes that say what.
LOADERS = {"script", "link", "iframe", "frame", "object", "embed", "base", "img", "image", "audio",
           "video", "source", "track", "input", "form", "use-external", "portal"}  # fmt: skip
ADDRESSES = {"src", "srcset", "href", "xlink:href", "data", "action", "formaction", "poster",
             "background", "ping", "manifest"}  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, and its visible texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr", "img", "link", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(" ".join(data.split()))

    def attributes(self) -> Iterator[tuple[str, str]]:
        for _, attributes in self.elements:
            yield from ((name, value or "") for name, value in attributes.items())


def page_of(
    statistics: Statistics,
    bad_files: tuple[BadFile, ...] = (),
    figures: tuple[ReportFigure, ...] = (),
) -> str:
    return report_page(
        ROOT,
        statistics,
        figures,
        by_split={"train": statistics},
        bad_files=bad_files,
        today=DAY,
    )


@pytest.fixture(scope="module")
def text(mini_statistics: Statistics, mini_figures: tuple[ReportFigure, ...]) -> str:
    return page_of(mini_statistics, figures=mini_figures)


def test_it_loads_nothing_from_outside(text: str) -> None:
    page = Page(text)
    assert not {tag for tag, _ in page.elements} & LOADERS
    for name, value in page.attributes():
        assert not name.startswith("on")
        if name in ADDRESSES:
            assert value.startswith("#")
    # Within styles, too, in elements and in attributes.
    assert "@import" not in text
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert address.strip("'\"").startswith("#")
    # What is left of addresses are the names of the languages that the pictures are written in.
    assert set(re.findall(r"[a-z]+://[^\s\"'<>]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    policy = [a for tag, a in page.elements if tag == "meta" and "http-equiv" in a]
    assert [(p["http-equiv"], p["content"]) for p in policy] == [
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    ]


def test_every_name_in_it_is_used_once_and_found(text: str) -> None:
    page = Page(text)
    names = [value for name, value in page.attributes() if name == "id"]
    assert len(names) == len(set(names))
    used = re.findall(r"url\(#([^)\"']+)\)", text)
    used += [value[1:] for name, value in page.attributes() if name.endswith("href")]
    used += [value for name, value in page.attributes() if name == "aria-labelledby"]
    assert set(used) <= set(names)
    assert used


def test_every_element_is_closed(text: str) -> None:
    assert Page(text).open == []


def test_it_has_the_figures_and_what_they_say(
    text: str, mini_statistics: Statistics, mini_figures: tuple[ReportFigure, ...]
) -> None:
    page = Page(text)
    shown = "\n".join(page.texts).replace("\N{NO-BREAK SPACE}", " ")
    for sentence in take_aways(mini_statistics):
        assert sentence in shown
    pictures = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert [a["aria-label"] for a in pictures] == [figure.title for figure in mini_figures]
    assert all(a["role"] == "img" for a in pictures)
    for figure in mini_statistics.coverage_pct.figures().values():
        assert percent(figure).removesuffix(" %") in page.texts
    assert whole(mini_statistics.counts.instances) in page.texts
    assert page.texts[-1].endswith(" on 2026-01-31.")


def test_names_of_files_are_no_part_of_the_page(text: str) -> None:
    page = Page(text)
    assert "a <strange> & name" in page.texts
    bad = BadFile("train", "forged", "1", "<b>/1.png", "<script>alert(1)</script>")
    found = Page(page_of(summarise(listed([])), (bad,)))
    assert "<script>alert(1)</script>" in found.texts
    assert not {"script", "b"} & {tag for tag, _ in found.elements}


def test_every_bad_file_is_listed(shared_data: Path) -> None:
    index = scan(shared_data / "recodai_broken")
    bad_files = list_bad_files(index)
    page = Page(page_of(summarise(index), bad_files))
    for file in bad_files:
        assert file.file in page.texts
        assert " ".join(typeset(file.reason).split()) in page.texts
    assert not any(re.search(r"\d x \d", text) for text in page.texts)


def test_a_data_set_of_nothing_has_a_report_too() -> None:
    page = Page(page_of(summarise(listed([]))))
    assert "None." in page.texts
    assert not any(tag == "svg" for tag, _ in page.elements)
