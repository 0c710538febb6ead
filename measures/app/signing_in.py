"""Sign-in on a shared server: where one is set up (docs/deployment.md), nobody sees a page before signing in."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

SECTION = "auth"


def needed() -> bool:
    """Whether this server asks people to sign in: its secrets hold how, under `[auth]`."""
    try:
        return SECTION in st.secrets
    except StreamlitSecretNotFoundError:  # no secrets at all: on one's own machine
        return False


def signed_in() -> bool:
    """Whether the pages may be shown; else the page that asks to sign in is shown."""
    if not needed():
        return True
    if bool(st.user.get("is_logged_in", False)):
        st.sidebar.button("Sign out", key="sign_out", on_click=st.logout, width="stretch")
        return True
    st.title("Please sign in")
    st.markdown(
        "This server is for people of your organisation. After signing in you can choose survey files; they are held "
        "in memory for your visit only."
    )
    st.button("Sign in", key="sign_in", on_click=st.login, type="primary")
    return False
