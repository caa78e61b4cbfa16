"""One wrong line each."""

MISCONCEPTIONS = {
    "slope_missing": {"dnet": lambda y, T: y - T},
    "hidden_slope_missing": {"dhidden": lambda do: do},
}
