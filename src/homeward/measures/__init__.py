"""Measures: what money buys, what it costs and does, with the source of every figure.

Also the declared assumptions, the national survey of who feels unsafe, and harm weights.
"""

from homeward.measures.assumption import Assumption, Assumptions, Values
from homeward.measures.assumptions import assumptions
from homeward.measures.catalogue import catalogue
from homeward.measures.costs import cost_factors_in_world, unit_cost_gbp, whole_life_factors
from homeward.measures.effects import (
    fall_in_world,
    felt_fall_in_world,
    mean_fall,
    mean_felt_fall,
)
from homeward.measures.measure import GROUP_LABELS, GROUPS, LIGHT_RULES, Cost, Evidence, Measure
from homeward.measures.prices import price_factor
from homeward.measures.severity import Severity, severity, severity_by_group, severity_read
from homeward.measures.survey import SETTINGS, FeltSurvey, survey
from homeward.measures.weights import (
    UnderReporting,
    Weight,
    harm_weights,
    under_reporting,
    weights,
)

__all__ = [
    "GROUPS",
    "GROUP_LABELS",
    "LIGHT_RULES",
    "SETTINGS",
    "Assumption",
    "Assumptions",
    "Cost",
    "Evidence",
    "FeltSurvey",
    "Measure",
    "Severity",
    "UnderReporting",
    "Values",
    "Weight",
    "assumptions",
    "catalogue",
    "cost_factors_in_world",
    "fall_in_world",
    "felt_fall_in_world",
    "harm_weights",
    "mean_fall",
    "mean_felt_fall",
    "price_factor",
    "severity",
    "severity_by_group",
    "severity_read",
    "survey",
    "under_reporting",
    "unit_cost_gbp",
    "weights",
    "whole_life_factors",
]
