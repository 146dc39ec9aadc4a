"""The pages of the built site, and a browser that opens them and cannot reach anything else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
THOROUGH = bool(os.environ.get("THOROUGH"))  # `make audit`: every page in both themes and in every notation
PREFIX = urlsplit(yaml.safe_load((ROOT / "_config.yml").read_text())["html"]["baseurl"]).path


def pages() -> list[str]:
    """Every page of the built site, relative to its root; the redirect at the root is not a page."""
    found = sorted(
        str(p.relative_to(SITE))
        for p in SITE.rglob("*.html")
        if not {"_static", "lite"} & set(p.relative_to(SITE).parts)
    )
    return [name for name in found if name != "index.html"] or ["no site in _build/html: run 'make book' first"]


def chapters() -> list[str]:
    found = sorted(str(p.relative_to(SITE)) for p in (SITE / "book").glob("*/*.html"))
    return found or ["no site in _build/html: run 'make book' first"]


@dataclass
class Visit:
    """A page in the browser with everything that went wrong on the way."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def complaints(self) -> list[str]:
        return self.errors + [f"outside request: {u}" for u in self.outside] + [f"failed: {u}" for u in self.failed]


class Visitor:
    """Opens pages: `visit(name, theme="dark", width=360)`; requests that leave localhost are refused and noted.

    Every answer is weighed unless `weigh` is False, as for a page that is left while files arrive.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        name: str,
        theme: str = "light",
        width: int = 1280,
        height: int = 900,
        weigh: bool = True,
        **options: object,
    ) -> Visit:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce", **options
        )
        self.contexts.append(context)
        visit = Visit(context.new_page())

        def gate(route) -> None:  # type: ignore[no-untyped-def]
            if urlsplit(route.request.url).hostname == "127.0.0.1":
                route.continue_()
            else:
                visit.outside.append(route.request.url)
                route.abort()

        def keep_size(response) -> None:  # type: ignore[no-untyped-def]
            if response.status >= 400 and not name.startswith("404"):
                visit.failed.append(f"{response.status} {response.url}")
            if response.ok and weigh:
                visit.sizes[response.url] = len(response.body())

        context.route("**/*", gate)
        visit.page.on("pageerror", lambda error: visit.errors.append(f"page error: {error}"))
        visit.page.on("console", lambda m: visit.errors.append(f"console: {m.text}") if m.type == "error" else None)
        visit.page.on("response", keep_size)
        visit.page.goto(self.address + name, wait_until="load")
        visit.page.wait_for_load_state("networkidle")
        visit.page.wait_for_selector("html:not(.nn-early)", state="attached")  # late_layout.js has done
        return visit


class Looker:
    """Pages that several tests look at and none changes: the last few stay open. The same arguments as a `Visitor`."""

    KEPT = 3

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.open: dict[str, tuple[Visitor, Visit]] = {}

    def __call__(self, name: str, **options: object) -> Visit:
        options = {"theme": "light", "width": 1280, **options}
        wanted = f"{name} {sorted(options.items())}"
        if wanted not in self.open:
            while len(self.open) >= self.KEPT:
                self._close(next(iter(self.open)))
            visitor = Visitor(self.browser, self.address)
            self.open[wanted] = (visitor, visitor(name, **options))
        return self.open[wanted][1]

    def close(self) -> None:
        for wanted in list(self.open):
            self._close(wanted)

    def _close(self, wanted: str) -> None:
        visitor, _ = self.open.pop(wanted)
        for context in visitor.contexts:
            context.close()
