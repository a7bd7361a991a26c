"""Many people open the board at once: how long each waits, what fails, what memory grows (TRUST.md, marks 14 and 15).

`python -m tests.faults.crowd_of_visits [reruns]` prints its figures. A visit speaks Streamlit's own protocol over a
websocket, without a browser: its seconds are those until the server has said all of a page.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.kit import Server

COLD, WARM, RERUNS = 20, 50, 2000
PAUSE = 10.0  # seconds a person looks before the next click, on average
CLICKS = 6  # of each warm visit
FEWEST = 30  # parts any of the pages has, frame and filters included
MOST = 64 << 20  # bytes of one message
PAGES = ("scorecard", "b2c-funnel", "retention", "pipeline", "what-if")
VIEWS = ("", "period=4w", "period=month", "channel=Email", "compare=year", "segment=mobile", "period=4w&channel=Email")


class Visit:
    """One person's session; `problems` are exceptions shown and runs that did not end well."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.problems: list[str] = []
        self._drawn = 0

    async def page(self, name: str = "", query: str = "") -> float:
        """Run a page to its end; the seconds it took."""
        message = BackMsg()
        message.rerun_script.page_name = name
        message.rerun_script.query_string = query
        began, self._drawn = time.perf_counter(), 0
        await self._socket.send(message.SerializeToString())
        while not self._ended(ForwardMsg.FromString(await self._socket.recv(decode=False))):
            pass
        return time.perf_counter() - began

    def _ended(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        self._drawn += kind in {"delta", "ref_hash"}
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            self.problems.append(message.delta.new_element.exception.message)
        if kind != "script_finished" or message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            self.problems.append(f"ended with {message.script_finished}")
        elif self._drawn < FEWEST:
            self.problems.append(f"only {self._drawn} parts drawn")
        return True


async def opened(server: Server) -> tuple[Visit, float]:
    """A new visit with the scorecard drawn, and the seconds from the first knock."""
    began = time.perf_counter()
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    visit = Visit(await connect(address, subprotocols=["streamlit"], max_size=MOST, open_timeout=60))  # type: ignore[list-item]
    await visit.page()
    return visit, time.perf_counter() - began


async def cold(server: Server) -> list[str]:
    """The first visits of a server's life, all at once."""
    found = await asyncio.gather(*(opened(server) for _ in range(COLD)))
    text = f"{COLD} at once on a cold server: {told(seconds for _, seconds in found)}, {wrong(v for v, _ in found)}"
    await closed(visit for visit, _ in found)
    return [text]


async def warm(server: Server) -> list[str]:
    """Visits all at once on a server that has answered before, then everybody clicks about, then all in one moment."""
    found = await asyncio.gather(*(opened(server) for _ in range(WARM)))
    visits = [visit for visit, _ in found]
    lines = [f"{WARM} at once on a warm server, first page: {told(seconds for _, seconds in found)}"]
    clicks = await asyncio.gather(*(_clicks(visit, random.Random(n)) for n, visit in enumerate(visits)))
    lines.append(f"their reruns, a click every {PAUSE:g} s each: {told(second for some in clicks for second in some)}")
    moment = await asyncio.gather(*(visit.page("", "period=4w") for visit in visits))
    lines.append(f"all {WARM} rerun in one moment: {told(moment)}, {wrong(visits)}")
    await closed(visits)
    return lines


async def _clicks(visit: Visit, chance: random.Random) -> list[float]:
    found = []
    for _ in range(CLICKS):
        await asyncio.sleep(chance.uniform(0, 2 * PAUSE))
        found.append(await visit.page(query=chance.choice(VIEWS)))
    return found


async def long(server: Server, reruns: int) -> list[str]:
    """One visit after another turns pages; the server's memory after a tenth of the reruns, and at the end."""
    visit, _ = await opened(server)
    chance, sizes = random.Random(0), []
    for turn in range(reruns):
        await visit.page(chance.choice(PAGES), chance.choice(VIEWS))
        if (turn + 1) % (reruns // 10) == 0:
            sizes.append(resident(server.pid))
    growth = sizes[-1] / sizes[0] - 1
    steps = " ".join(f"{size:.0f}" for size in sizes)
    text = (
        f"{reruns} reruns of {len(PAGES)} pages in {len(VIEWS)} views: {growth:+.1%} after the first tenth ({steps} MB)"
    )
    await closed([visit])
    return [f"{text}, {wrong([visit])}"]


async def closed(visits: Iterable[Visit]) -> None:
    """Everybody goes home."""
    await asyncio.gather(*(visit._socket.close() for visit in visits))


def resident(pid: int) -> float:
    """Megabytes of the process in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def told(found: Iterable[float]) -> str:
    """Median, p95 and the longest."""
    seconds = sorted(found)
    p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    return (
        f"median {seconds[len(seconds) // 2]:.2f} s, p95 {p95:.2f} s, longest {seconds[-1]:.2f} s (n = {len(seconds)})"
    )


def wrong(visits: Iterable[Visit]) -> str:
    """How many exceptions, and which."""
    problems = Counter(problem for visit in visits for problem in visit.problems)
    return f"{problems.total()} exceptions {dict(problems) or ''}".strip()


async def main(reruns: int) -> int:
    """Everything in turn on one new server; 1 where an exception was seen."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        lines = []
        for some in (cold(server), warm(server), long(server, reruns)):
            for line in await some:
                print(line, flush=True)
                lines.append(line)
        failed = any(", 0 exceptions" not in line for line in lines if "exceptions" in line)
        return int(failed or "Traceback" in server.log())


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else RERUNS)))
