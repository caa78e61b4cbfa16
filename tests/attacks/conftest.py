"""A host with something to lose."""

from __future__ import annotations

import pytest

from tests.attacks.ground import ENVIRONMENT_VARIABLE, Host


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, "")
        prepared = Host(tmp_path_factory.mktemp("host"))
        prepared.prepare()
        yield prepared
