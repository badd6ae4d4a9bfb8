"""The words that synthetic reviews are made of, written for this project.

Pairs are (unhappy, happy), so that a label picks its own side.
"""

from dataclasses import dataclass

Words = tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """What a review can be about.

    Attributes
    ----------
    singular, plural : tuple of str
        Things to have an opinion of.
    adjectives : tuple of tuple of str
        What only such things can be: (unhappy, happy).
    scenes : tuple of str
        How it came about; says nothing about how it was.
    """

    singular: Words
    plural: Words
    adjectives: tuple[Words, Words]
    scenes: Words


RESTAURANT = Topic(
    singular=(
        "food",
        "service",
        "soup",
        "pizza",
        "dessert",
        "waiter",
        "coffee",
        "bread",
        "fish",
        "menu",
        "restaurant",
        "place",
        "staff",
        "pasta",
        "salad",
        "sauce",
        "cake",
        "dinner",
        "lunch",
        "meal",
        "kitchen",
        "atmosphere",
    ),
    plural=(
        "portions",
        "drinks",
        "prices",
        "vegetables",
        "tables",
        "waiters",
        "noodles",
        "starters",
    ),
    adjectives=(
        (
            "bland",
            "stale",
            "burnt",
            "greasy",
            "cold",
            "overpriced",
            "dirty",
            "noisy",
            "tasteless",
            "rude",
        ),
        (
            "tasty",
            "delicious",
            "fresh",
            "warm",
            "generous",
            "friendly",
            "clean",
            "cosy",
            "crispy",
            "welcoming",
        ),
    ),
    scenes=(
        "we ate there last week",
        "I had lunch here yesterday",
        "we booked a table for my birthday",
        "my friends took me there on Friday",
        "we stopped here after work",
        "I ordered at the bar",
        "it is near the station",
        "we sat by the window",
    ),
)

FILM = Topic(
    singular=(
        "film",
        "movie",
        "story",
        "plot",
        "acting",
        "music",
        "ending",
        "dialogue",
        "script",
        "cast",
        "hero",
        "director",
        "camera",
        "humour",
        "pace",
        "opening",
        "sequel",
        "villain",
        "show",
        "photography",
    ),
    plural=("actors", "jokes", "scenes", "songs", "effects", "characters", "costumes", "twists"),
    adjectives=(
        (
            "boring",
            "dull",
            "predictable",
            "silly",
            "confusing",
            "shallow",
            "slow",
            "tedious",
            "lifeless",
            "fake",
        ),
        (
            "funny",
            "gripping",
            "clever",
            "moving",
            "touching",
            "original",
            "exciting",
            "sharp",
            "deep",
            "lively",
        ),
    ),
    scenes=(
        "we saw it last week",
        "I watched it at home yesterday",
        "we went to the new cinema for my birthday",
        "my family chose it on Sunday",
        "I saw it twice on the train",
        "we watched it in the old town",
        "it runs for two hours",
        "it is about a small village",
    ),
)

TOPICS = (RESTAURANT, FILM)

ADJECTIVES: tuple[Words, Words] = (
    (
        "bad",
        "awful",
        "terrible",
        "horrible",
        "poor",
        "dreadful",
        "disappointing",
        "weak",
        "annoying",
        "mediocre",
        "unpleasant",
        "ugly",
        "sad",
        "lousy",
    ),
    (
        "good",
        "great",
        "excellent",
        "wonderful",
        "lovely",
        "perfect",
        "brilliant",
        "amazing",
        "fantastic",
        "superb",
        "delightful",
        "charming",
        "nice",
        "beautiful",
    ),
)

ADVERBS: Words = ("", "", "", "really", "very", "so", "truly", "quite", "simply", "rather")

PEOPLE: Words = ("I", "we", "my friends", "the children", "most people")

# (today, back then)
FEELINGS: tuple[tuple[Words, Words], tuple[Words, Words]] = (
    (("hate", "dislike", "regret"), ("hated", "disliked", "regretted")),
    (
        ("love", "like", "enjoy", "adore", "recommend"),
        ("loved", "liked", "enjoyed", "adored", "praised"),
    ),
)

# What a denied feeling of the other side sounds like: "we did not enjoy", "I don't mind".
DENIED_FEELINGS: tuple[Words, Words] = (
    ("like", "enjoy", "love", "recommend"),
    ("mind", "regret", "dislike", "hate"),
)

DENIALS: Words = ("do not", "don't", "did not", "didn't")

VERDICTS: tuple[Words, Words] = (
    (
        "never again",
        "what a waste of money",
        "a complete waste of time",
        "stay away",
        "we will not come back",
        "I want my money back",
        "we left early",
        "I almost fell asleep",
        "it was the worst in years",
        "one star",
        "nobody was happy",
        "save your money",
    ),
    (
        "we will come back",
        "worth every minute",
        "worth the money",
        "go and see for yourself",
        "I want more",
        "we stayed until the end",
        "it made us smile",
        "it was the best in years",
        "five stars",
        "everybody was happy",
        "I could not stop smiling",
        "never had a better time",
    ),
)

# After these the opinion that counts follows; before them stands the other one.
TURNS: Words = ("but", "yet", "however")
JOINS: Words = ("and", "and also")

VERBS: dict[bool, Words] = {False: ("is", "was"), True: ("are", "were")}
NOT: dict[str, Words] = {
    "is": ("is not", "isn't", "is never"),
    "was": ("was not", "wasn't", "was never"),
    "are": ("are not", "aren't", "are never"),
    "were": ("were not", "weren't", "were never"),
}
THIS: dict[bool, Words] = {False: ("the", "the", "this"), True: ("the", "the", "these")}


def phrases() -> set[str]:
    """Everything that can become part of a sentence."""
    found = {*ADVERBS, *PEOPLE, *DENIALS, *TURNS, *JOINS}
    for topic in TOPICS:
        found.update(topic.singular, topic.plural, *topic.adjectives, topic.scenes)
    for side in (*FEELINGS[0], *FEELINGS[1], *ADJECTIVES, *DENIED_FEELINGS, *VERDICTS):
        found.update(side)
    for choices in (*VERBS.values(), *NOT.values(), *THIS.values()):
        found.update(choices)
    return found
