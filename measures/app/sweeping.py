"""Data of closed tabs is let go of when its time is up, whether or not anybody else uses the app.

Streamlit keeps a closed tab's session for `server.disconnectedSessionTTL` seconds, so that a broken connection can be
taken up again, and drops it no sooner than another session comes or goes: alone on one's computer, that is never.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from typing import Any

import streamlit as st
from streamlit import runtime

EVERY = 5  # seconds
LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def start() -> threading.Thread:
    """Sweep from now on, once for the whole app."""
    thread = threading.Thread(target=_keep_sweeping, name="sweep", daemon=True)
    thread.start()
    return thread


def sweep(session_manager: Any) -> None:
    """Let go of every session whose time is up; its uploads and downloads go with it."""
    expire = getattr(getattr(getattr(session_manager, "_session_storage", None), "_cache", None), "expire", None)
    if expire is None:  # another version of Streamlit keeps sessions elsewhere: it is said, not passed over
        LOG.warning("Closed tabs cannot be swept with this version of Streamlit: stop the app to empty its memory.")
        return
    expire()
    gc.collect()  # a session refers to itself in circles


def _keep_sweeping() -> None:
    while True:
        time.sleep(EVERY)
        app: Any = runtime.get_instance() if runtime.exists() else None
        manager = getattr(app, "_session_mgr", None)
        if manager is not None:
            # sessions belong to the event loop's thread, which has no public way in
            app._get_async_objs().eventloop.call_soon_threadsafe(sweep, manager)  # noqa: SLF001
