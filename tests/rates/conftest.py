"""The lane drawn by hand, shared with the rooms beside this one."""

from lane import assumed, lane, lane_crimes, make, values

__all__ = ["assumed", "lane", "lane_crimes", "make", "values"]
