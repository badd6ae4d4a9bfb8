"""A bar where there is a terminal, nothing elsewhere."""

from io import StringIO

from sum.cli.progress import Progress, line


class Terminal(StringIO):
    def isatty(self):
        return True


def test_nothing_where_nobody_sees_it():
    stream = StringIO()
    with Progress(stream) as progress:
        progress.tell(0.5, "half")
    assert stream.getvalue() == ""


def test_it_draws_over_itself_and_goes_away():
    stream = Terminal()
    with Progress(stream) as progress:
        progress.tell(0.5, "of 1,000 runs")
        progress.tell(0.6)  # too soon to see
        progress.tell(1)
    looks = stream.getvalue().split("\r")
    assert [look.strip() for look in looks if look.strip()] == [
        line(0.5, "of 1,000 runs"),
        line(1),
    ]
    assert len(looks[2]) == len(line(0.5, "of 1,000 runs"))  # nothing is left of it
    assert not looks[3].strip()


def test_bars():
    assert line(0).startswith("[ ")
    assert line(0).endswith("0 %")
    assert line(1.7, "x") == f"[{'#' * 30}] 100 % x"
    assert line(-1) == line(0)
