"""What each chapter takes: the seconds in which its notebook runs, and what a reader's browser loads of its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hosting
import machine
import pages
from playwright.sync_api import sync_playwright


def measure(root: Path) -> dict[str, Any]:
    """Chapter -> seconds of its last run by the build (two run at a time), bytes of its page read to the end."""
    site = root / "_build" / "html"
    records = sorted((root / "_build" / "executed" / "book").glob("*/*.json"))
    if not records:
        raise SystemExit("bench: no executed chapters in _build; run 'make book' first.")
    server, address = hosting.serve(site)
    figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser_path(), args=pages.ARGUMENTS)
        for record in records:
            chapter = f"{record.parent.name}/{record.stem}"
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            responses: list[Any] = []
            page.on("response", lambda response, seen=responses: seen.append(response))
            page.goto(f"{address}/book/{chapter}.html", wait_until="networkidle", timeout=120_000)
            page.evaluate(pages.SCROLL)
            page.wait_for_load_state("networkidle")
            total, _refused = pages.weight(responses, urlsplit(address).netloc)
            figures[chapter] = {"seconds": json.loads(record.read_text())["seconds"], **total}
            page.close()
        browser.close()
    server.shutdown()
    server.server_close()
    return {"chapters": figures}
