"""What is known of a kept run without reading its records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sum.simulation.scenario import Scenario, loads


@dataclass(frozen=True)
class Kept:
    """A run in the store, without its records.

    Attributes
    ----------
    id : int
        Its number in this store.
    when : datetime
        When it was kept, in UTC.
    title : str
        The scenario's, until somebody gives it another.
    note : str
    text : str
        The scenario as TOML.
    seed : int
    engine : str
        "twin", "tester" or a node's address.
    versions : mapping of str to str
    digest : str
        See `sum.simulation.lab.Run.digest`.
    ended : str
        Why it ended: "contributions", "time", "idle" or "stopped".
    figures : mapping of str to float
        See `sum.simulation.lab.Run.figures`.
    seconds : float
        Real time that it took.
    size : int
        Of its records on the disk, in bytes.
    """

    id: int
    when: datetime
    title: str
    note: str
    text: str
    seed: int
    engine: str
    versions: Mapping[str, str]
    digest: str
    ended: str
    figures: Mapping[str, float]
    seconds: float
    size: int

    @property
    def scenario(self) -> Scenario:
        """The scenario with the seed that was used.

        Raises
        ------
        ScenarioError
            When this version of the program does not know it any more.
        """
        return loads(self.text)
