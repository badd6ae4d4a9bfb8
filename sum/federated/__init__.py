"""Federated learning with incentives: people train one model, and nobody shows data.

::

    lanes.py       numbers as unsigned 32-bit lanes, eight to a word of the chain
    direction.py   the shared model in integers: probabilities, direction, loss, step
    portions.py    a portion of the hidden test set, packed and hashed
    masks.py       keys, agreement, and the masks that vanish in the sum
    sharing.py     a secret in shares, so that somebody's silence stops nothing
    terms.py       what a federation's contract is deployed with
    contract.py    the contract on a chain; reading.py: what it tells
    twin.py        the same in Python: ground.py, turns.py and finishing.py are its parts,
                   state.py what it keeps
    engine.py      what can be asked of the contract, and of its twin
    public.py      what everybody can see of a round
    party.py       one client's part in a round; cheats.py: those who do not keep to it
    rescue.py      what the others do when somebody vanishes
    audits.py      which pairs show their mask, by chance
    conduct.py     a whole round, played by all of them

    lab.py         federations of many rounds: who wants to see what the dial does begins here
    settings.py    everything that decides a run; records.py: what comes of it
    shards.py, learners.py, attackers.py    who holds, learns and sends what
    scores.py, pay.py                       what an update is worth, in integers
    privacy.py, leakage.py, watching.py     what is seen, and what can be told from it
    rounds.py, staged.py    the same rounds: in NumPy, and in full on contract or twin;
                            lies.py: which lies come out in the former
    aggregators.py, partial.py              other ways to make a step; parts of a network
    measure.py, tables.py                   many seeds; docs/federated.md
"""
