"""A sound instrument file to make faults in, and ways to make them."""

import tomllib
from copy import deepcopy
from decimal import Decimal

from measures.instrument import Instrument
from measures.instrument_check import cross_check
from measures.strict import frozen

SOUND = """
format = 1
id = "village"
version = "1"
title = "Village ties"
domains = ["social_connection", "skills"]

[source]
citation = "Invented for the tests."
licence = "CC0"
wording = "verbatim"

[responses.agree]
options = [
  { code = 1, label = "Disagree", aliases = ["No"] },
  { code = 2, label = "Neither", warn = ["Neutral"] },
  { code = 3, label = "Agree" },
]
missing = ["Rather not say", "9"]

[responses.agree_five]
in_place_of = "agree"
options = [
  { code = 1, label = "Disagree much", as = 1 },
  { code = 2, label = "Agree much", as = 3 },
]

[responses.people]
options = [{ code = 0, label = "None" }, { code = 1, label = "One" }, { code = 2, label = "Two or more" }]
counts_from = [0, 1, 2]

[responses.minutes]
minimum = 0
maximum = 100
step = 5
options = [{ code = 0, label = "No minutes" }]

[responses.goal]
options = [{ code = -1, label = "Less" }, { code = 0, label = "As hoped" }, { code = 1, label = "More" }]

[[items]]
id = "wave"
topic = "Neighbours wave"
text = "My neighbours wave."
responses = "agree"
aliases = ["v1"]

[[items]]
id = "hide"
topic = "Hiding"
text = "I hide from my neighbours."
responses = "agree"
reverse = true

[[items]]
id = "friends"
topic = "Friends nearby"
text = "How many friends live nearby?"
responses = "people"

[[items]]
id = "walk"
topic = "Walking"
text = "How many minutes did you walk?"
responses = "minutes"

[[items]]
id = "hope"
topic = "A hope"
text = "What became of hope {n}?"
responses = "goal"
aliases = ["Hope {n}"]
repeat = true

[[scales]]
id = "total"
title = "Village ties"
domain = "social_connection"
items = ["wave", "hide"]
method = "sum"
range = [2, 6]
higher_is = "better"
bands = [{ from = 2, label = "Few" }, { from = 5, label = "Many" }]
bands_source = "Invented."

[[scales]]
id = "answer"
title = "Waving"
domain = "social_connection"
items = ["wave"]
method = "category"
higher_is = "better"
headline = [3]

[[scales]]
id = "yes"
title = "Waving, counted"
domain = "social_connection"
items = ["wave", "friends"]
method = "count"
range = [0, 2]
higher_is = "better"
min_answered = 1
counts = { wave = [3], friends = [1, 2] }

[[scales]]
id = "looked_up"
title = "Looked up"
domain = "skills"
items = ["wave", "friends"]
method = "lookup"
range = [0, 10]
higher_is = "better"
table = { "1" = 0, "2" = 2.5, "3" = 5, "4" = 7, "5" = 10 }

[[scales]]
id = "worth"
title = "Worth"
domain = "skills"
items = ["wave", "friends"]
method = "tariff"
range = [-0.1, 1]
higher_is = "better"
[scales.tariff]
wave = { "1" = -0.1, "2" = 0.2, "3" = 0.5 }
friends = { "0" = 0, "1" = 0.3, "2" = 0.5 }

[[scales]]
id = "activity"
title = "Walking"
domain = "skills"
method = "activity_minutes"
higher_is = "better"
parts = [{ minutes = "walk" }]

[[scales]]
id = "hopes"
title = "Hopes"
domain = "skills"
items = ["hope"]
method = "goal_attainment"
higher_is = "better"

[[scales]]
id = "ready"
title = "Ready-made"
domain = "skills"
method = "given"
range = [0, 1]
higher_is = "worse"
  [[scales.reliability]]
  value = 0.8
  kind = "test_retest"
  source = "Invented."
  status = "verified"

[[refuse]]
when = "range"
values = [4, 7]
reason = "Seven points are another version."
responses = "agree"

[[refuse]]
when = "options"
values = ["Perhaps"]
reason = "Another version."

[[benchmarks]]
scale = "answer"
group = "everybody"
population = "Villages"
year = "2020"
mode = "paper"
category = "Agree"
share = 0.4
source = "Invented."
status = "verified"

[[examples]]
why = "3 + (4 - 2) = 5; 1 + 1; 3 + 1 = 4, looked up; 0.5 + 0.3"
answers = { wave = "Agree", hide = 2, friends = "One", walk = 20, "hope.1" = "As hoped" }
scores = { total = 5, answer = 3, yes = 2, looked_up = 7, worth = 0.8, activity = 20, hopes = 50 }
bands = { total = "Many" }

[[examples]]
why = "three friends are two or more"
as_counts = true
answers = { friends = 3, hide = "Rather not say" }
no_score = ["total"]
scores = { yes = 1 }
"""


RAW = tomllib.loads(SOUND, parse_float=Decimal)


def faults_of(change=None, *, shipped=True):
    raw = deepcopy(RAW)
    if change:
        change(raw)
    return cross_check(Instrument.model_validate(frozen(raw)), shipped=shipped)


def in_scale(scale, **keys):
    """A change of some keys of one scale; `None` takes the key out."""

    def change(raw):
        table = next(table for table in raw["scales"] if table["id"] == scale)
        table.update(keys)
        for key in [key for key, value in table.items() if value is None]:
            del table[key]

    return change


def at(*path, **keys):
    """A change of some keys of the table at a path."""

    def change(raw):
        table = raw
        for step in path:
            table = table[step]
        table.update(keys)
        for key in [key for key, value in table.items() if value is None]:
            del table[key]

    return change
