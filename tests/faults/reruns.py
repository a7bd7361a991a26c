"""What a click costs the server in a visit that is open: `python -m tests.faults.reruns` prints a line per page.

A filter nobody chose before, and then the same again. CPU seconds are the whole server process's, clock seconds last
until it has said all of the page; no browser takes part (tests/browser/timings.py has one).
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.browser.kit import Server
from tests.browser.timings import LISTED, UNSEEN, p95, spent
from tests.faults.crowd_of_visits import Visit, opened

WIDTHS = (25, 6, 16, 6, 27, 6)


async def main() -> None:
    """Every page with fifteen ranges of days, twice."""
    print(f"{'page':12}   new filter, CPU ms: p50   p95   clock ms: p50   p95   seen filter, CPU ms: p50   p95")
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        visit, _ = await opened(server)
        for page in LISTED:
            await visit.page(page.address)
            new = [await _taken(visit, server, page.address, chosen) for chosen in UNSEEN]
            seen = [await _taken(visit, server, page.address, chosen) for chosen in UNSEEN]
            columns = [[taken[0] for taken in new], [taken[1] for taken in new], [taken[0] for taken in seen]]
            figures = [figure for column in columns for figure in (statistics.median(column), p95(column))]
            print(f"{page.address:12} " + "".join(f"{1000 * f:{w}.0f}" for f, w in zip(figures, WIDTHS, strict=True)))
        if visit.problems:
            raise SystemExit(f"exceptions: {visit.problems}")


async def _taken(visit: Visit, server: Server, address: str, chosen: dict[str, str]) -> tuple[float, float]:
    """CPU and clock seconds of one rerun."""
    before, began = spent(server), time.perf_counter()
    await visit.page(address, urlencode(chosen))
    return spent(server) - before, time.perf_counter() - began


if __name__ == "__main__":
    asyncio.run(main())
