"""What a browser remembers of a page's widgets, and sends along whenever it asks for a run."""

from collections.abc import Iterable

from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from sum.bench.visitors.screen import Widget

Value = str | float | bool | list[str]


class Values:
    """The values of widgets by their id; those of a form wait until it is sent."""

    def __init__(self) -> None:
        self._states: dict[str, WidgetState] = {}
        self._forms: dict[str, dict[str, WidgetState]] = {}

    def mount(self, widget: Widget) -> None:
        """A widget has come up: it begins with the value that the app gave it."""
        value = _initial(widget)
        if value is not None and (widget.proto.set_value or widget.proto.id not in self._states):
            self._states[widget.proto.id] = _state(widget, value)

    def put(self, widget: Widget, value: Value) -> None:
        """Somebody has given a widget a value."""
        place = self._states
        if widget.proto.form_id:
            place = self._forms.setdefault(widget.proto.form_id, {})
        place[widget.proto.id] = _state(widget, value)

    def press(self, widget: Widget) -> WidgetStates:
        """Somebody presses a button: what is sent, once. A form's values go along from now on."""
        if widget.proto.form_id:
            self._states |= self._forms.pop(widget.proto.form_id, {})
        return self.all(WidgetState(id=widget.proto.id, trigger_value=True))

    def all(self, *more: WidgetState) -> WidgetStates:
        """All values, as they are sent."""
        return WidgetStates(widgets=[*self._states.values(), *more])

    def keep(self, ids: Iterable[str]) -> None:
        """Forget widgets that are gone."""
        there = set(ids)
        for states in (self._states, *self._forms.values()):
            for gone in states.keys() - there:
                del states[gone]


def option_value(option: ButtonGroup.Option) -> str:
    """What choosing an option sends: its text, after its icon if it has one."""
    return f"{option.content_icon} {option.content}".strip()


def _initial(widget: Widget) -> Value | None:
    proto = widget.proto
    if widget.kind == "button_group":
        if proto.set_value:
            return list(proto.raw_values)
        return [option_value(proto.options[index]) for index in proto.default]
    if widget.kind in {"checkbox", "number_input", "text_input"}:
        value: Value = proto.value if proto.set_value else proto.default
        return value
    return None  # a button has none but in the moment it is pressed


def _state(widget: Widget, value: Value) -> WidgetState:
    state = WidgetState(id=widget.proto.id)
    if widget.kind == "button_group":
        if not isinstance(value, list):
            raise TypeError(value)
        state.string_array_value.data.extend(value)
    elif widget.kind == "checkbox":
        state.bool_value = bool(value)
    elif widget.kind == "number_input":
        state.double_value = float(value)  # type: ignore[arg-type]
    else:
        state.string_value = str(value)
    return state
