"""The app's entry: the list of pages and the frame around each. Start it with `streamlit run streamlit_app.py`."""

import streamlit as st

from measures.app import frame, serving, signing_in

PAGES = (
    ("measures/app/start.py", "Start", True),
    ("measures/app/check.py", "Check", False),
    ("measures/app/changed.py", "What changed", False),
    ("measures/app/who_for.py", "Who for", False),
    ("measures/app/voices.py", "In people's words", False),
    ("measures/app/connections.py", "Connections", False),
    ("measures/app/ripples.py", "Ripples", False),
    ("measures/app/value.py", "Value", False),
    ("measures/app/profile.py", "Profile", False),
    ("measures/app/handing_on.py", "Report", False),
    ("measures/app/overview.py", "Overview", False),
    ("measures/app/instruments.py", "Instruments", False),
    ("measures/app/planning.py", "Planning", False),
)

if __name__ == "__main__":  # how Streamlit runs the page, at every visit
    st.set_page_config(page_title="What changed, for whom, how sure we are", layout="centered")
    page = st.navigation([st.Page(path, title=title, default=first) for path, title, first in PAGES], expanded=True)
    if signing_in.signed_in():
        frame.side_bar()
        page.run()
else:  # what `streamlit run` finds here and serves
    app = st.App(__file__, middleware=serving.middleware())
