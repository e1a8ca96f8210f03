"""One town from files to report: the only room that knows all rooms.

`plan`, `look` and `example` are what the commands call.
"""

from homeward.study.backtest import backtest, backtest_text
from homeward.study.look import look, look_text
from homeward.study.plan import plan, solve
from homeward.study.request import Money, Request, aims_from, money_from
from homeward.study.sources import example, opened
from homeward.study.typed import request_from
from homeward.study.words import summary

__all__ = [
    "Money",
    "Request",
    "aims_from",
    "backtest",
    "backtest_text",
    "example",
    "look",
    "look_text",
    "money_from",
    "opened",
    "plan",
    "request_from",
    "solve",
    "summary",
]
