"""Visitors of the app without a screen: browsers that speak its protocol, and people who use them.

A benchmark's only, which is why it is the one part beside the pages that knows Streamlit: what a
browser would decode and send, in the classes that the app's server has for it.
"""
