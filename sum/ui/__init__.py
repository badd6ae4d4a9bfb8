"""What the pages share: navigation, identity, widgets. Only this part of `sum` uses Streamlit."""
