"""The properties of the homework hold for every right answer, and fail for what they are for."""

from __future__ import annotations

import pytest

from grader.marking.properties import PropertyStatus
from tests.conftest import ROOT, sampled
from tests.selfcheck.conftest import corpus

SEEDS = (1, 20, 300)
RIGHT = sorted(path.parent.name for path in (ROOT / "submissions").glob("right_*/backprop.py"))
VARIANTS = sorted(path.stem for path in (ROOT / "reference" / "variants").glob("*.py"))
EVERY = ("softmax", "tanh", "softmax_jacobian", "grad_z", "grad_w2", "grad_w1")

BREAKS = {
    "softmax_is_sigmoid": ["softmax.sums_to_one", "softmax.shift", "softmax_jacobian.rows"],
    "softmax_base_two": ["softmax.odds"],
    "softmax_negated": ["softmax.odds", "softmax.large"],
    "softmax_minimum_subtracted": ["softmax.large"],
    "softmax_scores_clipped": ["softmax.far"],
    "softmax_without_shift": ["softmax.far", "softmax.large"],
    "softmax_without_shift_math_exp": ["softmax.far", "softmax.large"],
    "softmax_in_place": ["softmax.keeps", "softmax_jacobian.keeps", "grad_z.keeps"],
    "tanh_by_definition": ["tanh.bounded"],
    "tanh_of_exp_2a": ["tanh.bounded"],
    "tanh_is_tan": ["tanh.bounded", "tanh.doubles"],
    "tanh_of_half": ["tanh.near_zero"],
    "jacobian_diagonal_only": ["softmax_jacobian.rows", "softmax_jacobian.slope"],
    "jacobian_off_diagonal_plus": ["softmax_jacobian.rows", "softmax_jacobian.slope"],
    "jacobian_broadcast": ["softmax_jacobian.rows", "softmax_jacobian.symmetric"],
    "shapes_jacobian_as_vector": ["softmax_jacobian.shape"],
    "shapes_columns": ["softmax.shape", "grad_z.shape"],
    "error_sign_flipped": ["grad_z.slope", "grad_w2.slope", "grad_w1.slope"],
    "error_doubled": ["grad_z.slope"],
    "error_of_squares": ["grad_z.slope"],
    "error_without_target": ["grad_z.sums_to_zero", "grad_z.slope"],
    "error_divides_by_probability": ["grad_z.large", "grad_w2.large", "grad_w1.large"],
    "hidden_layer_sigmoid": ["grad_w2.slope", "grad_w1.slope"],
    "w2_hidden_missing": ["grad_w2.slope"],
    "w2_input_of_tanh": ["grad_w2.slope"],
    "w2_slope_too": ["grad_w2.slope"],
    "w2_transposed": ["grad_w2.shape"],
    "gradients_swapped": ["grad_w2.shape", "grad_w1.shape"],
    "slope_forgotten": ["grad_w1.slope"],
    "slope_of_a": ["grad_w1.slope"],
    "slope_of_sigmoid": ["grad_w1.slope"],
    "slope_one_minus_h": ["grad_w1.slope"],
    "slope_tanh_twice": ["grad_w1.slope"],
    "w1_input_missing": ["grad_w1.slope"],
    "w1_transposed": ["grad_w1.shape"],
    "w1_random_mistake": ["grad_w1.slope"],
    "updated_weights_returned": ["grad_w2.slope", "grad_w1.slope"],
    "two_sign_and_slope": ["grad_w1.slope"],
    "state_noise": ["grad_w2.repeats", "grad_w1.repeats"],
    "state_not_reset": ["grad_w2.repeats"],
}
"""What each wrong module must break; it may break more."""

ONE_LINERS = {
    "softmax.between": "return np.exp(z) / np.exp(z).sum() * 3 - 0.5",
    "softmax.repeats": "calls.append(0)\n    return np.full(z.size, 1 / (z.size + len(calls)))",
    "tanh.odd": "return 1 / (1 + np.exp(-a))",
    "tanh.shape": "return np.ravel(a)",
    "tanh.keeps": "a *= 1.0000001\n    return np.tanh(a)",
    "tanh.repeats": "calls.append(0)\n    return np.tanh(a) / len(calls)",
    "softmax_jacobian.repeats": "calls.append(0)\n    return np.eye(z.size) / len(calls)",
    "softmax_jacobian.large": "return np.diag(np.exp(z) / np.exp(z).sum())",
    "softmax_jacobian.symmetric": "return np.outer(np.ones(z.size), z)",
    "grad_z.repeats": "calls.append(0)\n    return z / len(calls)",
    "grad_w2.keeps": "w2 += 1e-9\n    return w2 * 0",
    "grad_w1.keeps": "w1 += 1e-9\n    return w1 * 0",
}
"""Wrong bodies for what no labelled submission gets wrong."""


def broken(checked):
    return {one.about.key for one in checked.findings if one.standing is PropertyStatus.BROKEN}


def some(names):
    """One in twelve every time, all of them where there is time."""
    return [
        pytest.param(name, marks=() if number % 12 == 0 else pytest.mark.thorough)
        for number, name in enumerate(names)
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("name", VARIANTS)
def test_every_property_holds_for_every_variant(check_homework, name):
    source = (ROOT / "reference" / "variants" / f"{name}.py").read_bytes()
    for seed in SEEDS:
        findings = check_homework(source, seed).findings

        assert {one.standing for one in findings} == {PropertyStatus.HOLDS}


@pytest.mark.parametrize("name", some(RIGHT))
def test_every_property_holds_for_every_right_submission(check_homework, name):
    findings = check_homework(corpus(name), seed=7).findings

    assert {one.standing for one in findings} == {PropertyStatus.HOLDS}


@pytest.mark.parametrize("name", some(BREAKS))
def test_a_wrong_module_breaks_the_properties_that_are_meant_for_it(check_homework, name):
    for seed in SEEDS:
        assert set(BREAKS[name]) <= broken(check_homework(corpus(name), seed))


@pytest.mark.thorough
def test_what_works_for_one_length_only_breaks_a_property_with_every_seed(check_homework):
    for seed in range(12):
        found = broken(check_homework(corpus("softmax_three_classes"), seed))

        assert found & {"softmax.shape", "softmax.sums_to_one"}


@pytest.mark.parametrize("key", sampled(list(ONE_LINERS), 3, str))
def test_a_wrong_line_breaks_the_property_that_is_meant_for_it(check_homework, key):
    function = key.partition(".")[0]
    right = (ROOT / "reference" / "variants" / "long_form.py").read_text()
    wrong = check_homework(f"{right}\ncalls = []\n{_definition(function, ONE_LINERS[key])}")

    assert key in broken(wrong)


def _definition(function, body):
    parameters = {
        "tanh": "a",
        "grad_z": "z, t",
        "grad_w1": "x, t, w1, w2",
        "grad_w2": "x, t, w1, w2",
    }
    return f"def {function}({parameters.get(function, 'z')}):\n    {body}\n"


def test_every_property_is_broken_by_something(homework_public):
    tested = {key for keys in BREAKS.values() for key in keys} | set(ONE_LINERS)

    assert {one.key for one in homework_public.properties.each} == tested


def test_a_wrong_function_does_not_spoil_what_others_are_asked(check_homework):
    """Derivatives are compared with the student's own softmax: not before that is one."""
    standings = {
        one.about.key: one.standing for one in check_homework(corpus("softmax_base_two")).findings
    }

    assert standings["softmax.odds"] is PropertyStatus.BROKEN
    assert standings["grad_z.slope"] is PropertyStatus.WAITS
    assert standings["softmax_jacobian.rows"] is PropertyStatus.HOLDS


def test_a_wrong_answer_that_agrees_with_own_functions_follows(check_homework):
    """dE/dw2 is the error times what leaves the hidden units, whatever function these have."""
    source = corpus("tanh_is_softsign")
    garbage = source + b"\n\ndef grad_w2(x, t, w1, w2):\n    return w2 * 0 + 0.25\n"

    checked, spoilt = check_homework(source), check_homework(garbage)

    standings = {one.about.key: one.standing for one in checked.findings}
    assert standings["tanh.doubles"] is PropertyStatus.BROKEN
    assert standings["grad_w2.slope"] is PropertyStatus.FOLLOWS
    assert checked.follows("grad_w2") == ("tanh",)
    assert not spoilt.follows("grad_w2")


def test_what_is_not_written_is_not_yet(check_homework):
    for name in ("not_yet_starter", "not_yet_half", "undefined_names"):
        checked = check_homework(corpus(name))

        assert not checked.broken
        assert PropertyStatus.NOT_YET in {one.standing for one in checked.findings}


@pytest.mark.thorough
def test_a_function_that_never_ends_is_not_asked_a_second_time(check_homework):
    standings = {
        one.about.key: one.standing for one in check_homework(corpus("hangs_in_tanh")).findings
    }

    assert standings["tanh.shape"] is PropertyStatus.WAITS
    assert standings["softmax.shape"] is PropertyStatus.HOLDS
