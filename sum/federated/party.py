"""One client's part in one round, played honestly on what everybody can see.

A `Party` holds its secrets and nothing else: what it does next follows from the public record. Who
wants to cheat overrides what it says (`deal`, `masked`, `opening`, `pair_dot`, ...), or is silent;
see `sum.federated.cheats`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sum.errors import InputError
from sum.federated.engine import Engine
from sum.federated.lanes import Lanes, add, dots, pack
from sum.federated.masks import (
    NO_HASH,
    SEED_BYTES,
    Agreement,
    Bound,
    expand,
    mask,
    private_key,
    public_key,
    seed_hash,
)
from sum.federated.public import PublicRound
from sum.federated.rescue import Note, Secret, may_open, own_seed, pair_seed
from sum.federated.sharing import (
    ENVELOPE_BYTES,
    Entropy,
    Shares,
    seal,
    share_hashes,
    split,
    threshold,
    unseal,
)
from sum.federated.terms import AT_ONCE, Dial, Phase

ANY_SEED = bytes(SEED_BYTES)
"""Said of a pair that shares no mask."""

Duty = Callable[[PublicRound, int, list[Note]], bool]


class Party:
    """A client of a round.

    Parameters
    ----------
    engine : Engine
    account : str
    entropy : callable
        Where its secrets come from: ``secrets.token_bytes``, or a seeded generator's ``bytes``.
    number : int
        The round's.
    """

    def __init__(self, engine: Engine, account: str, entropy: Entropy, number: int) -> None:
        self.engine = engine
        self.account = account
        self.number = number
        self.bound = Bound(engine.chain_id, engine.address, number)
        self.update: Lanes | None = None
        """What it submits once it is there: the lanes of its clipped and noisy update."""
        self.entropy = entropy
        self.own_seed = entropy(SEED_BYTES)
        self.key_seed = entropy(SEED_BYTES)
        self._key = private_key(self.key_seed)
        self._agreements: dict[int, Agreement] = {}

    def join(self) -> None:
        """Put up the stake, and a key that is for this round only."""
        stake = self.engine.terms.stake
        self.engine.join(self.account, public_key(self.key_seed), stake, round=self.number)

    def act(self, record: PublicRound, notes: list[Note]) -> bool:
        """Do what the round asks of this client now.

        Parameters
        ----------
        record : PublicRound
            As it is now.
        notes : list of Note
            What holders have opened so far; this client adds to it when somebody is silent.

        Returns
        -------
        bool
            Whether there was anything to do.
        """
        place, duty = record.place_of(self.account), self.duties().get(record.phase)
        return place is not None and duty is not None and duty(record, place, notes)

    def duties(self) -> Mapping[Phase, Duty]:
        """What it does in each phase: each of these says whether there was anything to do."""
        return {
            Phase.SHARE: self.share,
            Phase.SUBMIT: self.submit,
            Phase.SCORE: self.open,
            Phase.DISPUTE: self.dispute,
            Phase.UNMASK: self.unmask,
        }

    # The phases

    def share(self, record: PublicRound, place: int, _notes: list[Note]) -> bool:
        """Commit to the seeds of all masks, and deal shares of both secrets."""
        if record.clients[place].shared:
            return False
        dealt = self.deal(len(record.clients))
        self.engine.share(
            self.account,
            self.hashes(record, place),
            seed_hash(self.own_seed),
            share_hashes(dealt),
            b"".join(self.envelopes(record, place, dealt)),
            round=self.number,
        )
        return True

    def submit(self, record: PublicRound, place: int, _notes: list[Note]) -> bool:
        """Give the update, masked; nothing while there is none."""
        client = record.clients[place]
        masked = self.engine.terms.dial.masked
        if client.submitted or self.update is None or (masked and not client.shared):
            return False
        if masked and not self.is_hidden(record, place):
            return False  # a stake is less than what it would show
        lanes = self.masked(record, place, self.update) if masked else self.update
        self.engine.submit(self.account, pack(lanes), round=self.number)
        return True

    def open(self, record: PublicRound, place: int, _notes: list[Note]) -> bool:
        """Say the dot products of one's masks, so that those of the update come out."""
        client = record.clients[place]
        may = client.submitted and not client.slashed and not client.opened
        if not may:
            return False
        own, pairs = self.opening(record, place)
        said = (client.sent, own, pairs)
        self.engine.post_opening(self.account, *said, place=place, round=self.number)
        return True

    def dispute(self, record: PublicRound, place: int, _notes: list[Note]) -> bool:
        """Show the seeds of pairs whose other ends say something else, or nothing, or are drawn."""
        others = record.disputed(place)[:AT_ONCE]
        if not others:
            return False
        seeds = self.partners(record, place)
        shown = [seeds.get(other, ANY_SEED) for other in others]
        self.engine.dispute(self.account, place, others, shown, round=self.number)
        return True

    def unmask(self, record: PublicRound, place: int, notes: list[Note]) -> bool:
        """Take off one's masks with who is out, then the own one; then help with who is silent."""
        client = record.clients[place]
        out = record.due(place)[:AT_ONCE]
        if out:
            seeds = self.pair_seeds(record, place)
            said = [seeds[k] if record.masked(place, k) else ANY_SEED for k in out]
            self.engine.recover(self.account, place, out, said, round=self.number)
            return True
        if client.included and not client.seed and self.is_hidden(record, place):
            self.engine.unmask(self.account, place, self.own_seed, round=self.number)
            return True
        return self.help(record, place, notes)

    def help(self, record: PublicRound, place: int, notes: list[Note]) -> bool:
        """Open shares for those who are silent, and use what others have opened.

        Only in the second half of the phase's time: until then, everybody can speak for itself.
        """
        if self.engine.now < record.deadline - self.engine.terms.window // 2:
            return False
        known = set(notes)
        new = [note for note in self.opened(record, place) if note not in known]
        notes.extend(new)
        return self.rescue(record, notes) or bool(new)

    # What it says: cheats say something else

    def pair_seeds(self, record: PublicRound, place: int) -> dict[int, bytes]:
        """The seed that it shares with each other place of its group, where there can be one."""
        return {
            other: self.agreement(record, place, other).pair_seed()
            for other, group in enumerate(record.groups)
            if other != place and group == record.groups[place]
            if self.usable(record, place, other)
        }

    def hashes(self, record: PublicRound, place: int) -> list[bytes]:
        """The hash of each pair's seed, for each place."""
        hashes = [NO_HASH] * len(record.clients)
        for other, seed in self.pair_seeds(record, place).items():
            hashes[other] = seed_hash(seed)
        return hashes

    def deal(self, holders: int) -> tuple[Shares, ...]:
        """Both secrets in shares, for each place."""
        need = threshold(holders)
        own = split(self.own_seed, need, holders, self.entropy)
        key = split(self.key_seed, need, holders, self.entropy)
        return tuple(Shares(*both) for both in zip(own, key, strict=True))

    def masked(self, record: PublicRound, place: int, update: Lanes) -> Lanes:
        """The update, and all masks on it."""
        pairs = self.partners(record, place)
        return add(update, mask(len(update), place, self.own_seed, pairs))

    def opening(self, record: PublicRound, place: int) -> tuple[int, tuple[int, ...]]:
        """The dot products of the own mask, and of that with each place."""
        if not self.engine.terms.dial.masked:
            return 0, (0,) * len(record.clients)
        seeds = self.partners(record, place)
        pairs = tuple(
            self.pair_dot(record, other, seeds[other]) if other in seeds else 0
            for other in range(len(record.clients))
        )
        return self.dots_of(record, self.own_seed), pairs

    def pair_dot(self, record: PublicRound, other: int, seed: bytes) -> int:  # noqa: ARG002 - for cheats
        """The dot products of the mask that is shared with another place."""
        return self.dots_of(record, seed)

    def opened(self, record: PublicRound, place: int) -> tuple[Note, ...]:
        """The shares that it opens of those who are silent."""
        notes = []
        for dealer in range(len(record.clients)):
            secret = may_open(record, dealer)
            if secret is Secret.OWN and not self.is_hidden(record, dealer):
                continue
            shares = self.held(record, place, dealer) if secret and dealer != place else None
            if secret and shares:
                share = shares.own if secret is Secret.OWN else shares.key
                notes.append(Note(dealer, place, secret, share))
        return tuple(notes)

    # What it works out

    def is_hidden(self, record: PublicRound, place: int) -> bool:
        """Whether enough masks are left on an update for its own one to be opened.

        The contract lets a pair without a mask pass, so that nobody can stop a round by a wrong
        hash. Who shares none with anybody who counts would be bare then.
        """
        groups = self.engine.terms.dial is Dial.GROUPS
        least = 1 if groups else self.engine.terms.fewest - 1
        counts = [each for each in record.clients if each.included or record.phase < Phase.REVEAL]
        return sum(record.masked(place, each.place) for each in counts) >= least

    def agreement(self, record: PublicRound, place: int, other: int) -> Agreement:
        """What it knows together with another place.

        Raises
        ------
        InputError
            When the other's key is of no use.
        """
        if other not in self._agreements:
            key = record.clients[other].public_key
            self._agreements[other] = Agreement.reach(self.bound, (place, self._key), (other, key))
        return self._agreements[other]

    def usable(self, record: PublicRound, place: int, other: int) -> bool:
        """Whether anything can be agreed on with another place’s key."""
        try:
            self.agreement(record, place, other)
        except InputError:
            return False
        return True

    def partners(self, record: PublicRound, place: int) -> dict[int, bytes]:
        """The seeds of the masks that are on its update, by the other's place."""
        seeds = self.pair_seeds(record, place)
        return {other: seed for other, seed in seeds.items() if record.masked(place, other)}

    def dots_of(self, record: PublicRound, seed: bytes) -> int:
        """The dot products of a mask with both directions of the round."""
        mask_of = expand(seed, self.engine.terms.d)
        return dots(mask_of, np.array(record.v), np.array(record.w))

    def envelopes(
        self, record: PublicRound, place: int, dealt: Sequence[Shares]
    ) -> tuple[bytes, ...]:
        """Every place's shares, encrypted for it; nothing for itself, and for a useless key."""
        sealed = [bytes(ENVELOPE_BYTES)] * len(dealt)
        for other, shares in enumerate(dealt):
            if other != place and self.usable(record, place, other):
                key = self.agreement(record, place, other).envelope_key(place, other)
                sealed[other] = seal(shares, key)
        return tuple(sealed)

    def held(self, record: PublicRound, place: int, dealer: int) -> Shares | None:
        """Its shares of somebody's secrets; None when it was dealt none that can be read."""
        if not record.clients[dealer].shared or not self.usable(record, place, dealer):
            return None
        key = self.agreement(record, place, dealer).envelope_key(dealer, place)
        return unseal(record.clients[dealer].ciphertexts[place], key)

    def rescue(self, record: PublicRound, notes: Sequence[Note]) -> bool:
        """Take off the masks of one who is silent, with what holders have opened of its secrets."""
        for place in record.included:
            out = record.due(place)[:AT_ONCE]
            seeds = [self.seed_between(record, notes, k, place) for k in out]
            found = [(k, seed) for k, seed in zip(out, seeds, strict=True) if seed]
            if found:
                ks, said = zip(*found, strict=True)
                self.engine.recover(self.account, place, ks, said, round=self.number)
                return True
        for place in record.to_unmask:
            seed = own_seed(record, notes, place)
            if seed:
                self.engine.unmask(self.account, place, seed, round=self.number)
                return True
        return False

    def seed_between(
        self, record: PublicRound, notes: Sequence[Note], out: int, place: int
    ) -> bytes | None:
        """The seed of a mask to be taken off: its own, if it is out itself, or from shares."""
        if not record.masked(place, out):
            return ANY_SEED
        if record.clients[out].address == self.account:
            return self.agreement(record, out, place).pair_seed()
        return pair_seed(record, notes, self.bound, out, place)
