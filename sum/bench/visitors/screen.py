"""What a browser shows: the tree of elements that the app's messages describe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgMetadata

Path = tuple[int, ...]

_WIDGETS = ("button", "button_group", "checkbox", "download_button", "number_input", "text_input")


@dataclass
class _Node:
    item: Element | Block
    run: str
    fragment: str


@dataclass(frozen=True)
class Widget:
    """A widget on the screen.

    Attributes
    ----------
    kind : str
        As Streamlit calls it: "button", "text_input" ...
    proto : message
        What the app says of it.
    fragment : str
        The fragment that runs when it is used; "" for the whole page.
    """

    kind: str
    proto: Any
    fragment: str

    @property
    def key(self) -> str:
        """What the page calls it: an id is "$$ID-", a hash of what it looks like, "-", its key."""
        return str(self.proto.id).split("-", 2)[-1]


class Screen:
    """The elements of a page by their place, of which stale ones go away as in a browser."""

    def __init__(self) -> None:
        self._nodes: dict[Path, _Node] = {}
        self._run = ""

    def begin(self, run: str) -> None:
        """A run of the app has begun, whose elements come next."""
        self._run = run

    def clear(self) -> None:
        """Take everything away: another page comes."""
        self._nodes.clear()

    def at(self, message: ForwardMsg) -> Element | Block | None:
        """What is where a delta belongs."""
        node = self._nodes.get(tuple(message.metadata.delta_path))
        return node.item if node else None

    def apply(self, message: ForwardMsg) -> Element | None:
        """Put what a delta brings where it belongs.

        Returns
        -------
        Element or None
            The new element, when it is one.
        """
        delta, path = message.delta, tuple(message.metadata.delta_path)
        for end in range(1, len(path)):
            if above := self._nodes.get(path[:end]):
                above.run = self._run
        kind = delta.WhichOneof("type")
        if kind == "new_transient":
            return None  # a spinner beside what is there
        item = delta.new_element if kind == "new_element" else delta.add_block
        before = self._nodes.get(path)
        if before and isinstance(before.item, Block) and not _same_block(before.item, item):
            self._drop(path)
        self._nodes[path] = _Node(item, self._run, delta.fragment_id)
        return item if isinstance(item, Element) else None

    def finish(self, metadata: ForwardMsgMetadata) -> None:
        """A run has ended: take away what it has not drawn again."""
        run, parts = metadata.run.script_run_id, set(metadata.run.fragment_ids)
        if not parts and run != self._run:
            return  # another run has begun meanwhile
        drawn = {
            path
            for path, node in self._nodes.items()
            if isinstance(node.item, Block) and node.fragment in parts and node.run == run
        }
        for path, node in list(self._nodes.items()):
            inside = not parts or any(path[:end] in drawn for end in range(1, len(path)))
            if inside and node.run != run and path in self._nodes:
                self._drop(path)

    def _drop(self, path: Path) -> None:
        for inside in [each for each in self._nodes if each[: len(path)] == path]:
            del self._nodes[inside]

    def elements(self) -> Iterator[tuple[Element, str]]:
        """Every element with its fragment, from the top down."""
        for path in sorted(self._nodes):
            node = self._nodes[path]
            if isinstance(node.item, Element):
                yield node.item, node.fragment

    def widgets(self) -> Iterator[Widget]:
        """Every widget of the kinds that people here use, from the top down."""
        for element, fragment in self.elements():
            kind = element.WhichOneof("type")
            if kind in _WIDGETS:
                yield Widget(kind, getattr(element, kind), fragment)

    def find(self, kind: str, label: str) -> Widget | None:
        """The first widget of a kind whose label begins so."""
        return next(
            (
                each
                for each in self.widgets()
                if each.kind == kind and each.proto.label.startswith(label)
            ),
            None,
        )

    def texts(self) -> Iterator[str]:
        """What can be read: notes, headings, Markdown, HTML, code."""
        for element, _ in self.elements():
            if text := text_of(element):
                yield text


def text_of(element: Element) -> str:
    """What an element says; "" for one without words."""
    kind = element.WhichOneof("type") or ""
    if kind == "exception":
        return element.exception.message
    if kind == "code":
        return element.code.code_text
    return str(getattr(getattr(element, kind, None), "body", ""))


def troubles(elements: Iterable[Element]) -> Iterator[str]:
    """What a page says went wrong: errors in plain words, and exceptions."""
    for element in elements:
        kind = element.WhichOneof("type")
        if kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            yield text_of(element)


def _same_block(before: Block, item: Element | Block) -> bool:
    return isinstance(item, Block) and before.WhichOneof("type") == item.WhichOneof("type")
