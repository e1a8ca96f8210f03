"""A file of limits, given to the program, says the same as flags typed to it."""

import json

LIMITS = """
match = "50%"
contingency = "10%"
[budget]
"2026:capital" = 20000
"2026:revenue" = 2000
[at_most]
lamp_run = 6
"""
TYPED = (
    *("--match", "50%", "--contingency", "10%", "--at-most", "lamp_run=6"),
    *("--budget", "2026:capital=20000", "--budget", "2026:revenue=2000"),
)


def test_a_file_of_limits_says_the_same_as_flags(program, town, crimes, tmp_path):
    path, plans = tmp_path / "limits.toml", []
    path.write_text(LIMITS, encoding="utf-8")
    for name, words in (("file", ("--limits", path)), ("flags", TYPED)):
        out = tmp_path / name
        ended = program("plan", town, "--crimes", crimes, *words, "--no-pdf", "--out", out)
        assert (ended.code, ended.err) == (0, "")
        plans.append(json.loads((out / "plan.json").read_text(encoding="utf-8")))
    file, flags = plans
    for part in ("options", "budgets", "averted_fixed_flow"):
        assert file[part] == flags[part]
    assert 0 < file["spent_gbp"] <= 18_000


def test_what_is_typed_and_in_the_file_is_refused(program, town, tmp_path):
    path = tmp_path / "limits.toml"
    path.write_text("budget = 5000\n", encoding="utf-8")
    ended = program("plan", town, "--limits", path, "--budget", 6000, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "`--budget` is given twice, typed and in the file of limits." in ended.err
