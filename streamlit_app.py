"""The app's entry: the list of pages and the frame around each. Start it with `streamlit run streamlit_app.py`."""

import streamlit as st

from measures.app import frame, journey, serving, signing_in

OWN, BESIDE = "Your evaluation", "Beside it"
PAGES = (
    ("measures/app/start.py", "Start", OWN),
    ("measures/app/check.py", "Check", OWN),
    ("measures/app/changed.py", "What changed", OWN),
    ("measures/app/who_for.py", "Who for", OWN),
    ("measures/app/voices.py", "In people's words", OWN),
    ("measures/app/connections.py", "Connections", OWN),
    ("measures/app/ripples.py", "Ripples", OWN),
    ("measures/app/value.py", "Value", OWN),
    ("measures/app/profile.py", "Profile", OWN),
    ("measures/app/handing_on.py", "Report", OWN),
    ("measures/app/overview.py", "Overview", BESIDE),
    ("measures/app/instruments.py", "Instruments", BESIDE),
    ("measures/app/planning.py", "Planning", BESIDE),
)

if __name__ == "__main__":  # how Streamlit runs the page, at every visit
    st.set_page_config(page_title="What changed, for whom, how sure we are", layout="centered")
    pages = {st.Page(path, title=title): (path, section) for path, title, section in PAGES}
    sections = {name: [page for page, (_, section) in pages.items() if section == name] for name in (OWN, BESIDE)}
    page = st.navigation(sections, position="hidden")
    if signing_in.signed_in():
        frame.side_bar(sections)
        page.run()
        journey.what_next(pages[page][0])
else:  # what `streamlit run` finds here and serves
    app = st.App(__file__, middleware=serving.middleware())
