from pathlib import Path

import pytest

from bot.settings import Settings
from ingest.errors import SettingsError


def test_defaults_need_no_environment():
    assert Settings.from_env({}) == Settings()


def test_the_environment_is_read():
    environ = {"WENCE_DATA": "/srv/wence", "WENCE_PORT": "80", "WENCE_ROOT_PATH": "/wence/"}
    expected = Settings(data=Path("/srv/wence"), port=80, root_path="/wence")
    assert Settings.from_env(environ) == expected


def test_arguments_win_over_the_environment():
    settings = Settings.from_env({"WENCE_PORT": "80"}, port=81, host=None)
    assert (settings.port, settings.host) == (81, "127.0.0.1")


def test_every_bad_key_is_named_at_once():
    environ = {
        "WENCE_PORT": "http",
        "WENCE_ANSWERER": "oracle",
        "WENCE_PROT": "80",
        "WENCE_ROOT_PATH": "wence",
        "HOME": "/root",
    }
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    for key in ("WENCE_PORT", "WENCE_ANSWERER", "WENCE_PROT", "WENCE_ROOT_PATH"):
        assert key in raised.value.message
    assert "WENCE_PORT" in raised.value.hint


@pytest.mark.parametrize("port", ["-1", "65536", "7860.5", "１２"], ids=str)
def test_a_port_is_a_number_in_range(port):
    with pytest.raises(SettingsError):
        Settings.from_env({"WENCE_PORT": port})
