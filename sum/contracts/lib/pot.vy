# pragma version 0.4.3
# pragma optimize gas
"""
@title Pot
@license MIT
@notice Who contributed what was upheld, and money that is shared by it: a counter says how many wei
        each credit has got so far, and an account is owed its credit times what the counter has
        risen by since it was last asked. Its twin is sum/incentives/pot.py.
@dev All in whole wei: what does not divide waits for the next time.
"""

NUMBER: constant(uint256) = 2**40 - 1
AMOUNT: constant(uint256) = 2**96 - 1
COUNT: constant(uint256) = 2**32 - 1
LANES: constant(uint256) = 6

LESSONS: constant(uint256) = 5  # so many upheld contributions it takes to teach it one
NEWS: constant(uint256) = 10  # so many upheld contributions each piece of news gives credit for

event Collected:
    account: indexed(address)
    to: address
    amount: uint256

# Bits 0-95 what is kept for people (deposits, the pot, what it owes), 96-191 what of it is not
# shared yet, 192-223 all credit, 224-255 all contributions that were upheld.
sums: uint256
per_credit: uint256
excluded: address  # whose credit has no part in what is not shared yet
# Bits 0-39 contributions, 40-79 those that were upheld, 80-119 those that were news, 120-159 those
# that the settled model learned against its own mind.
accounts: HashMap[address, uint256]
# Of each upheld contribution the number that the last one had then; six to a word.
history: HashMap[address, HashMap[uint256, uint256]]
seen: HashMap[address, uint256]  # the counter, when the account was last asked
owed: HashMap[address, uint256]


@external
@view
def credit(account: address) -> uint256:
    """
    @param account Whose.
    @return By what the pot is shared: its upheld contributions, at most `NEWS` for each of its
            contributions that were news.
    """
    return self._credit(account)


@external
@view
def books() -> (uint256, uint256, uint256):
    """
    @return What is kept for people, what of it waits to be shared (both in wei), and all credit.
    """
    return self.sums & AMOUNT, (self.sums >> 96) & AMOUNT, (self.sums >> 192) & COUNT


@external
@view
def collectable(account: address) -> uint256:
    """
    @param account Whose.
    @return What the pot owes it, in wei.
    """
    return self._owed(account)


@external
def collect(to: address):
    """
    @notice Pull what the pot owes one.
    @param to Where it goes.
    """
    amount: uint256 = self._pull(msg.sender)
    log Collected(account=msg.sender, to=to, amount=amount)
    self._send(to, amount)


@internal
def _send(to: address, amount: uint256):
    assert raw_call(to, b"", value=amount, revert_on_failure=False), "trainer: payment refused"


@internal
@pure
def _credit_of(account: uint256) -> uint256:
    return min((account >> 40) & NUMBER, unsafe_mul(NEWS, (account >> 80) & NUMBER))


@internal
@view
def _credit(account: address) -> uint256:
    return self._credit_of(self.accounts[account])


@internal
@view
def _upheld(account: address) -> uint256:
    return (self.accounts[account] >> 40) & NUMBER


@internal
@view
def _older(account: address, number: uint256) -> uint256:
    """
    @dev How many contributions of an account had been upheld before this one was made.
    """
    low: uint256 = 0
    high: uint256 = self._upheld(account)
    for _: uint256 in range(40):
        if low == high:
            break
        middle: uint256 = unsafe_add(low, high) >> 1
        word: uint256 = self.history[account][middle // LANES]
        if (word >> unsafe_mul(middle % LANES, 40)) & NUMBER < number:
            low = unsafe_add(middle, 1)
        else:
            high = middle
    return low


@internal
@view
def _may_teach(account: address) -> bool:
    """
    @dev Whether an account may change the settled model's mind.
    """
    word: uint256 = self.accounts[account]
    return unsafe_mul(unsafe_add(word >> 120, 1), LESSONS) <= (word >> 40) & NUMBER


@internal
def _uphold(account: address, upheld: bool, taught: bool, news: bool, number: uint256):
    """
    @dev A contribution came back.
    """
    word: uint256 = self.accounts[account]
    had: uint256 = self._credit_of(word)
    if upheld:
        count: uint256 = (word >> 40) & NUMBER
        lane: uint256 = unsafe_mul(count % LANES, 40)
        self.history[account][count // LANES] |= number << lane
        word = unsafe_add(word, 2**40)
        self.sums = unsafe_add(self.sums, 2**224)
    if taught:
        word = unsafe_add(word, 2**120)
    if news:
        word = unsafe_add(word, 2**80)
    has: uint256 = self._credit_of(word)
    if has != had:
        self._book(account)
        self.sums = unsafe_add(self.sums, unsafe_sub(has, had) << 192)
    self.accounts[account] = word


@internal
def _put(amount: uint256, author: address):
    """
    @dev Shares an amount by all credit but the author's; where there is none, it waits.
    """
    self._share()
    total: uint256 = (self.sums >> 192) & COUNT
    if total != 0 and total == self._credit(author):
        self.excluded = author
    left: uint256 = self._spread(amount, author)
    self.sums = unsafe_add(self.sums, left << 96)


@internal
def _share():
    """
    @dev Shares what waits, as far as it divides.
    """
    sums: uint256 = self.sums
    waits: uint256 = (sums >> 96) & AMOUNT
    excluded: address = self.excluded
    if (sums >> 192) & COUNT > self._credit(excluded):
        left: uint256 = self._spread(waits, excluded)
        self.sums = unsafe_sub(sums, unsafe_sub(waits, left) << 96)
        if excluded != empty(address):
            self.excluded = empty(address)


@internal
def _spread(amount: uint256, author: address) -> uint256:
    own: uint256 = self._credit(author)
    eligible: uint256 = unsafe_sub((self.sums >> 192) & COUNT, own)
    if eligible == 0:
        return amount
    each: uint256 = amount // eligible
    if each != 0:
        per_credit: uint256 = unsafe_add(self.per_credit, each)
        if own != 0:
            self._book(author)
            self.seen[author] = per_credit
        self.per_credit = per_credit
    return unsafe_sub(amount, unsafe_mul(each, eligible))


@internal
def _book(account: address):
    """
    @dev Brings what an account is owed up to date.
    """
    per_credit: uint256 = self.per_credit
    risen: uint256 = unsafe_sub(per_credit, self.seen[account])
    if risen != 0:
        gained: uint256 = unsafe_mul(self._credit(account), risen)
        if gained != 0:
            self.owed[account] = unsafe_add(self.owed[account], gained)
        self.seen[account] = per_credit


@internal
@view
def _owed(account: address) -> uint256:
    """
    @dev What an account would get if what waits were shared now.
    """
    credit: uint256 = self._credit(account)
    sums: uint256 = self.sums
    excluded: address = self.excluded
    eligible: uint256 = unsafe_sub((sums >> 192) & COUNT, self._credit(excluded))
    per_credit: uint256 = unsafe_sub(self.per_credit, self.seen[account])
    if eligible != 0 and account != excluded:
        per_credit = unsafe_add(per_credit, ((sums >> 96) & AMOUNT) // eligible)
    return unsafe_add(self.owed[account], unsafe_mul(credit, per_credit))


@internal
def _pull(account: address) -> uint256:
    """
    @dev Shares what waits; what an account is owed is no longer kept for it.
    """
    self._share()
    self._book(account)
    amount: uint256 = self.owed[account]
    assert amount != 0, "incentive: nothing to collect"
    self.owed[account] = 0
    self.sums = unsafe_sub(self.sums, amount)
    return amount


@internal
def _drop():
    """
    @dev What waits is no longer kept for anybody.
    """
    waits: uint256 = (self.sums >> 96) & AMOUNT
    self.sums = unsafe_sub(self.sums, waits | (waits << 96))
    self.excluded = empty(address)
