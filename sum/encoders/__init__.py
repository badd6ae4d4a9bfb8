"""Encoders turn what a person sees into the integers that a contract learns from."""

from sum.encoders.base import Encoder
from sum.encoders.pixels import PixelsOn
from sum.encoders.words import WordPresence

__all__ = ["Encoder", "PixelsOn", "WordPresence"]
