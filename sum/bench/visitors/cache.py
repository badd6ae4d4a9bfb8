"""A browser's cache of large messages, which the app then names instead of sending again."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from sum.errors import SumError


class Cache:
    """Messages by their hash, until so many runs have passed without them.

    Attributes
    ----------
    age : int
        Of how many runs.
    """

    def __init__(self) -> None:
        self.age = 2
        self._run = 0
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}

    def hashes(self) -> list[str]:
        """What there is, as the app is told of it."""
        return list(self._kept)

    def resolve(self, message: ForwardMsg) -> ForwardMsg:
        """Keep a message that may be kept, or find the one that a reference means.

        Raises
        ------
        SumError
            For a reference to something that is not there.
        """
        if message.WhichOneof("type") != "ref_hash":
            if message.metadata.cacheable and message.hash:
                self._kept[message.hash] = (message, self._run)
            return message
        if message.ref_hash not in self._kept:
            raise SumError("The app named a message that is not in the cache.")
        found = ForwardMsg()
        found.CopyFrom(self._kept[message.ref_hash][0])
        found.metadata.CopyFrom(message.metadata)
        self._kept[message.ref_hash] = (self._kept[message.ref_hash][0], self._run)
        return found

    def next_run(self, fragments: set[str]) -> None:
        """A run has ended; one of fragments lets only theirs grow old."""
        self._run += 1
        for name, (message, last) in list(self._kept.items()):
            ours = not fragments or message.delta.fragment_id in fragments
            if ours and self._run - last > self.age:
                del self._kept[name]
