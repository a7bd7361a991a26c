"""The files of an upload under way, from the drop to the store: plain strings and bytes in this visit's session.

An item is `{id, sha, size, path, name, mapping, zone, result, error, recalled, stopped, round}`: `mapping` the YAML it
is to be read with ("" before a person or the memory said anything), `result` the pickled `Ingested`, `error` title and
message, `round` the number of times a person had it read anew.
Classes never enter the session: a hot reload would break their identity.
"""

from __future__ import annotations

import pickle
import secrets
from pathlib import Path
from typing import Any, cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.ingest import Ingested
from data.mapping import Mapping, dump_mapping, parse_mapping
from data.records import Raw
from data.store import Workspace

KEY = "upload-items"
DROPS = "upload-drops"
Item = dict[str, Any]


def items() -> list[Item]:
    """The files dropped and neither stored nor taken back."""
    return cast("list[Item]", st.session_state.setdefault(KEY, []))


def drop_key() -> str:
    """The key of the drop zone; it changes with every drop, so that the zone is empty again."""
    return f"drop-{st.session_state.setdefault(DROPS, 0)}"


def take(place: Workspace, files: list[UploadedFile]) -> None:
    """Move dropped bytes into the workspace and out of this process's memory, at once."""
    for file in files:
        raw = place.raw_put(file, file.name)
        _forget(file)
        resume(raw)
    st.session_state[DROPS] += 1


def resume(raw: Raw) -> None:
    """Take up bytes that lie in the workspace, as if they were dropped now."""
    if all((item["sha"], item["name"]) != (raw.sha256, raw.name) for item in items()):
        items().append(_item(raw))


def remove(which: str) -> None:
    """Take a file back; its bytes stay in the workspace until they are purged."""
    st.session_state[KEY] = [item for item in items() if item["id"] != which]


def clear() -> None:
    """Everything was stored."""
    st.session_state[KEY] = []


def reread(item: Item, mapping: Mapping | None) -> None:
    """Have the file read again, with `mapping`."""
    item |= {"mapping": dump_mapping(mapping) if mapping else "", "result": None, "error": None, "stopped": False}
    item["round"] += 1


def stop(item: Item) -> None:
    """Cancel the reading of a file: it waits until it is taken up again or taken back."""
    item["stopped"] = True


def mapping(item: Item) -> Mapping | None:
    """What the file is to be read with; None: find out."""
    return parse_mapping(item["mapping"], item["name"]) if item["mapping"] else None


def raw(item: Item) -> Raw:
    """The upload's bytes in the workspace."""
    return Raw(item["sha"], item["size"], Path(item["path"]), item["name"])


def result(item: Item) -> Ingested | None:
    """What became of the file, once it was read."""
    return cast("Ingested", pickle.loads(item["result"])) if item["result"] else None


def keep(item: Item, found: Ingested, zone: str) -> None:
    """Remember what became of the file, read for a data set in time zone `zone`."""
    item |= {"result": pickle.dumps(found), "error": None, "zone": zone}


def fail(item: Item, title: str, message: str, zone: str) -> None:
    """Remember why the file cannot be read."""
    item |= {"result": None, "error": [title, message], "zone": zone}


def waiting(item: Item, zone: str) -> bool:
    """Whether the file is still to be read (again, where the time zone is another one now)."""
    done = item["zone"] == zone and (item["result"] or item["error"])
    return not done and not item["stopped"]


def _item(raw: Raw) -> Item:
    place = {"sha": raw.sha256, "size": raw.size, "path": str(raw.path), "name": raw.name}
    rest = {"mapping": "", "zone": "", "result": None, "error": None, "recalled": False, "stopped": False, "round": 0}
    return {"id": secrets.token_hex(4), **place, **rest}


def _forget(file: UploadedFile) -> None:
    """Streamlit keeps uploaded bytes in memory until the visit ends; they are on disk now."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    file.close()
