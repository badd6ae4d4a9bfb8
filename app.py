"""The app's entry point: `streamlit run app.py`."""

from sum.ui.page import start

start()
