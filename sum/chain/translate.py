"""Bytecode to Python: what py-evm does one instruction at a time, a stretch at a time.

A *stretch* is a run of simple instructions (arithmetic, stack, memory, jumps) with one way in. Its
stack is worked out beforehand, so that only what comes in and what goes out is moved, and its gas
is charged in one go. Everything else (storage, hashing, calls, logs, halting) stays py-evm's, and
so does a stretch that could fail: where gas or stack might not suffice, it is left alone.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from eth.abc import MessageAPI, OpcodeAPI, StateAPI, TransactionContextAPI
from eth.exceptions import InvalidJumpDestination
from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.computation import BaseComputation
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES
from eth.vm.forks.prague.state import PragueState

_WORTH = 2
"""How often a stretch is done by py-evm before it is translated."""
_KEPT = 64
"""Of how many contracts the translation is kept."""
_JUMPS = frozenset({op.JUMP, op.JUMPI})
_MAX = 2**256 - 1
_SIGN = 2**255
_STACK = 1024

Stretch = Callable[[Any, list[Any], Any, Any], int | None]
"""Takes computation, stack, gas meter and memory. Gives where to go on; below 0 the complement of
where py-evm has to do an instruction; None when it has done nothing, for it might fail."""

_BINARY: Final = {
    op.ADD: "({0} + {1}) & M",
    op.MUL: "({0} * {1}) & M",
    op.SUB: "({0} - {1}) & M",
    op.DIV: "{0} // {1} if {1} else 0",
    op.MOD: "{0} % {1} if {1} else 0",
    op.SDIV: "sdiv({0}, {1})",
    op.SMOD: "smod({0}, {1})",
    op.SIGNEXTEND: "signextend({0}, {1})",
    op.LT: "1 if {0} < {1} else 0",
    op.GT: "1 if {0} > {1} else 0",
    # Turning the sign bit round makes a signed comparison of an unsigned one.
    op.SLT: "1 if {0} ^ S < {1} ^ S else 0",
    op.SGT: "1 if {0} ^ S > {1} ^ S else 0",
    op.EQ: "1 if {0} == {1} else 0",
    op.AND: "{0} & {1}",
    op.OR: "{0} | {1}",
    op.XOR: "{0} ^ {1}",
    op.BYTE: "({1} >> 8 * (31 - {0})) & 255 if {0} < 32 else 0",
    op.SHL: "({1} << {0}) & M if {0} < 256 else 0",
    op.SHR: "{1} >> {0} if {0} < 256 else 0",
    op.SAR: "sar({0}, {1})",
}
"""Of two values, the upper one first."""
_UNARY: Final = {op.ISZERO: "0 if {0} else 1", op.NOT: "{0} ^ M"}
_TERNARY: Final = {
    op.ADDMOD: "({0} + {1}) % {2} if {2} else 0",
    op.MULMOD: "{0} * {1} % {2} if {2} else 0",
}
_GIVEN: Final = {
    op.CALLVALUE: "c.msg.value",
    op.CALLDATASIZE: "len(c.msg.data)",
    op.CALLER: "from_bytes(c.msg.sender, 'big')",
    op.ADDRESS: "from_bytes(c.msg.storage_address, 'big')",
}
_FORMULAS: Final = {
    **{each: (2, text) for each, text in _BINARY.items()},
    **{each: (1, text) for each, text in _UNARY.items()},
    **{each: (3, text) for each, text in _TERNARY.items()},
    **{each: (0, text) for each, text in _GIVEN.items()},
}


def _sdiv(left: int, right: int) -> int:
    left, right = _signed(left), _signed(right)
    if not right:
        return 0
    found = abs(left) // abs(right)
    return (-found if (left < 0) != (right < 0) else found) & _MAX


def _smod(left: int, right: int) -> int:
    left, right = _signed(left), _signed(right)
    if not right:
        return 0
    found = abs(left) % abs(right)
    return (-found if left < 0 else found) & _MAX


def _signextend(size: int, value: int) -> int:
    if size > 31:  # noqa: PLR2004 - bytes of a word, but one
        return value
    sign = 1 << (8 * size + 7)
    return value | (_MAX + 1 - sign) if value & sign else value & (sign - 1)


def _sar(shift: int, value: int) -> int:
    return (_signed(value) >> min(shift, 256)) & _MAX


def _signed(value: int) -> int:
    return value if value < _SIGN else value - _MAX - 1


def _later(*_: object) -> None:
    """Do nothing yet."""


def _wrong() -> InvalidJumpDestination:
    return InvalidJumpDestination("Invalid Jump Destination")


_NAMES: Final[dict[str, Any]] = {
    "M": _MAX,
    "S": _SIGN,
    "from_bytes": int.from_bytes,
    "sdiv": _sdiv,
    "smod": _smod,
    "signextend": _signextend,
    "sar": _sar,
    "wrong": _wrong,
}


class _Writer:
    """Writes a stretch, with a stack of names and numbers instead of values.

    A negative number in `stack` stands for what was on the stack before: -1 was its top.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.stack: list[str] = []
        self.deep = 0
        self.most = 0
        self.gas = 0
        self._count = 0
        self._whole: set[str] = set()
        self._memory = False

    def name(self, depth: int) -> str:
        """What is so deep on the stack, 1 for the top, as it came."""
        while len(self.stack) < depth:
            self.deep += 1
            self.stack.insert(0, f"x{self.deep}")
        return self.stack[-depth]

    def pop(self) -> str:
        """Take a value off, as a number: py-evm may have left bytes there."""
        value = self.name(1)
        self.stack.pop()
        if value.startswith("x") and value not in self._whole:
            self._whole.add(value)
            self.lines.append(
                f"if {value}.__class__ is bytes: {value} = from_bytes({value}, 'big')"
            )
        return value

    def push(self, value: str) -> None:
        """Put a value on."""
        self.stack.append(value)
        self.most = max(self.most, len(self.stack) - self.deep)

    def let(self, formula: str) -> None:
        """Put what comes out of a formula on."""
        self._count += 1
        self.lines.append(f"v{self._count} = {formula}")
        self.push(f"v{self._count}")

    def reach(self) -> str:
        """Take an offset off, and make memory long enough for a word there."""
        place = self.pop()
        if not self._memory:
            self._memory = True
            self.lines.append("b = m._bytes")
        # Py-evm charges for it, and may find that the gas does not suffice.
        self.lines.append(f"if {place} + 32 > len(b): c.extend_memory({place}, 32); b = m._bytes")
        return place

    def function(self, name: str, end: list[str]) -> str:
        """The whole of it."""
        first = 0
        before = [f"x{self.deep - place}" for place in range(self.deep)]
        # What stays where it was need not be moved.
        while first < self.deep and self.stack[first : first + 1] == before[first : first + 1]:
            first += 1
        limits = [f"g.gas_remaining < {self.gas}"]
        if self.deep:
            limits.append(f"len(s) < {self.deep}")
        if self.most > 0:
            limits.append(f"len(s) > {_STACK - self.most}")
        lines = [f"if {' or '.join(limits)}: return None", f"g.gas_remaining -= {self.gas}"]
        lines += [f"x{depth} = s[-{depth}]" for depth in range(1, self.deep + 1)]
        lines += self.lines
        left, gone = self.stack[first:], self.deep - first
        new = f"({', '.join(left)},)" if left else ""
        if gone:
            lines.append(f"s[-{gone}:] = {new}" if new else f"del s[-{gone}:]")
        elif new:
            lines.append(f"s.append({left[0]})" if len(left) == 1 else f"s.extend({new})")
        return "\n    ".join([f"def {name}(c, s, g, m):", *lines, *end])


class Program:
    """A contract's code, translated as far as it is worth it.

    Parameters
    ----------
    code : bytes
    opcodes : dict of int to OpcodeAPI
        The rules' instructions, for what each of them costs.
    """

    def __init__(self, code: bytes, opcodes: dict[int, OpcodeAPI]) -> None:
        self.code = code
        self._stretches: dict[int, Stretch | int] = {}
        self._seen: dict[int, int] = {}
        # What each costs by itself; py-evm's interface does not name it.
        self._costs: dict[int, int] = {
            code: getattr(each, "gas_cost", 0) for code, each in opcodes.items()
        }
        self._targets = frozenset(_targets(code))
        self._names = {**_NAMES, "targets": self._targets}

    def find(self, start: int) -> Stretch | int:
        """The stretch that begins here; one that does nothing until it has paid to translate it."""
        found = self._stretches.get(start)
        if found is not None:
            return found
        seen = self._seen[start] = self._seen.get(start, 0) + 1
        if seen <= _WORTH:
            return _later
        return self._translate(start)

    def goes_on(self, at: int) -> bool:
        """Whether a stretch does not end with this instruction."""
        return at < len(self.code) and self.is_simple(at) and self.code[at] not in _JUMPS

    def is_simple(self, at: int) -> bool:
        """Whether an instruction can be part of a stretch."""
        code = self.code[at]
        return code in _FORMULAS or code in _OTHERS or op.PUSH0 <= code <= op.SWAP16

    def is_target(self, at: int) -> bool:
        """Whether one can jump there."""
        return at in self._targets

    def _translate(self, start: int) -> Stretch | int:
        writer, at, end = _Writer(), start, list[str]()
        while not end:
            if at >= len(self.code) or not self.is_simple(at):
                end = [f"return {~at}"]
            elif at > start and at in self._targets:
                end = [f"return {at}"]
            else:
                end = self._write(writer, at)
                at += 1 + max(0, self.code[at] - op.PUSH0) * (self.code[at] <= op.PUSH32)
        if at == start:
            self._stretches[start] = ~start
            return ~start
        name = f"at_{start}"
        exec(compile(writer.function(name, end), "<contract>", "exec"), self._names)  # noqa: S102
        found: Stretch = self._names.pop(name)
        self._stretches[start] = found
        return found

    def _write(self, writer: _Writer, at: int) -> list[str]:
        """Write one instruction; returns what ends the stretch, if it does."""
        code = self.code[at]
        if code in _JUMPS:
            return self._jump(writer, at)
        writer.gas += self._costs[code]
        if code in _FORMULAS:
            count, formula = _FORMULAS[code]
            writer.let(formula.format(*[writer.pop() for _ in range(count)]))
        elif code <= op.PUSH32 and code >= op.PUSH0:
            size = code - op.PUSH0
            writer.push(str(int.from_bytes(self.code[at + 1 : at + 1 + size].ljust(size, b"\0"))))
        elif op.DUP1 <= code <= op.DUP16:
            writer.push(writer.name(code - op.DUP1 + 1))
        elif op.SWAP1 <= code <= op.SWAP16:
            depth = code - op.SWAP1 + 2
            writer.name(depth)
            stack = writer.stack
            stack[-1], stack[-depth] = stack[-depth], stack[-1]
        else:
            _OTHERS[code](writer, at)
        return []

    def _jump(self, writer: _Writer, at: int) -> list[str]:
        target = writer.name(1)
        if target.isdigit() and int(target) not in self._targets:
            return [f"return {~at}"]  # py-evm says what is wrong with it
        if not target.isdigit():
            # Nothing is taken off yet, so that py-evm finds all as it was.
            writer.stack.append(writer.pop())
            target = writer.stack[-1]
        writer.gas += self._costs[self.code[at]]
        writer.stack.pop()
        known = target.isdigit()
        check = [] if known else [f"    if {target} not in targets: raise wrong()"]
        if self.code[at] == op.JUMP:
            return [*(line.strip() for line in check), f"return {target}"]
        condition = writer.pop()
        if condition.isdigit():
            condition = f"{condition} != 0"
        return [f"if {condition}:", *check, f"    return {target}", f"return {at + 1}"]


def _mload(writer: _Writer, _: int) -> None:
    place = writer.reach()
    writer.let(f"from_bytes(b[{place} : {place} + 32], 'big')")


def _mstore(writer: _Writer, _: int) -> None:
    place = writer.reach()
    value = writer.pop()
    # A constant's bytes are worked out once.
    data = repr(int(value).to_bytes(32)) if value.isdigit() else f"{value}.to_bytes(32, 'big')"
    writer.lines.append(f"b[{place} : {place} + 32] = {data}")


def _calldataload(writer: _Writer, _: int) -> None:
    place = writer.pop()
    word = f"c.msg.data_as_bytes[{place} : {place} + 32]"
    writer.let(f"from_bytes({word}.ljust(32, b'\\0'), 'big')")


def _pop(writer: _Writer, _: int) -> None:
    writer.name(1)
    writer.stack.pop()


_OTHERS: Final[dict[int, Callable[[_Writer, int], None]]] = {
    op.POP: _pop,
    op.MLOAD: _mload,
    op.MSTORE: _mstore,
    op.CALLDATALOAD: _calldataload,
    op.PC: lambda writer, at: writer.push(str(at)),
    op.JUMPDEST: lambda *_: None,
    op.JUMP: lambda *_: None,
    op.JUMPI: lambda *_: None,
}


def _targets(code: bytes) -> list[int]:
    """Where one can jump: every JUMPDEST that is no part of a constant."""
    found, at = [], 0
    while at < len(code):
        if code[at] == op.JUMPDEST:
            found.append(at)
        at += 1 + (code[at] - op.PUSH0 if op.PUSH1 <= code[at] <= op.PUSH32 else 0)
    return found


class Code(CodeStream):
    """A computation's code: does stretches itself, and leaves the rest to py-evm's own loop.

    Parameters
    ----------
    computation : BaseComputation
    """

    __slots__ = ("_computation", "_program")

    def __init__(self, computation: BaseComputation) -> None:
        super().__init__(computation.msg.code)
        self._computation = computation
        self._program = _program(self._raw_code_bytes)

    def __iter__(self) -> Iterator[int]:
        """The instructions that py-evm has to do, each when its turn has come."""
        computation, program = self._computation, self._program
        parts: Any = computation
        stack, gas, memory = parts._stack.values, parts._gas_meter, parts._memory  # noqa: SLF001
        code, find = program.code, program.find
        at = self.program_counter
        while True:
            stretch = find(at)
            then = stretch if isinstance(stretch, int) else stretch(computation, stack, gas, memory)
            if then is None:
                is_on = True
                while is_on:  # one by one, until the next stretch begins
                    is_on = program.goes_on(at)
                    self.program_counter = at + 1
                    yield code[at] if at < len(code) else op.STOP
                    at = self.program_counter
                    is_on = is_on and not program.is_target(at)
            elif then >= 0:
                at = then
            else:
                self.program_counter = 1 + ~then
                yield code[~then] if ~then < len(code) else op.STOP
                at = self.program_counter


class Computation(PragueComputation):
    """Prague's computation, with its code translated."""

    def __init__(
        self, state: StateAPI, message: MessageAPI, transaction_context: TransactionContextAPI
    ) -> None:
        super().__init__(state, message, transaction_context)
        self.code = Code(self)


class State(PragueState):
    """Prague's state, whose computations are translated."""

    computation_class = Computation


class TranslatedVM(PragueVM):
    """Prague's rules with translated code: the same results, gas and errors, in less time."""

    _state_class = State


@lru_cache(maxsize=_KEPT)
def _program(code: bytes) -> Program:
    return Program(code, PRAGUE_OPCODES)
