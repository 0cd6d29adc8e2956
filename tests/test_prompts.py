from pathlib import Path

import pytest

import prompts

NAMES = sorted(path.stem for path in (Path(prompts.__file__).parent / "zh").glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_the_same_variables_in_every_language(name):
    wanted = {language: prompts.variables(name, language) for language in prompts.LANGUAGES}
    assert len(set(wanted.values())) == 1


def test_no_language_lacks_a_text():
    folder = Path(prompts.__file__).parent
    names = [sorted(path.name for path in (folder / each).iterdir()) for each in prompts.LANGUAGES]
    assert names[0] == names[1]


def test_variables_are_filled_in():
    assert "粮食产量" in prompts.render("not_found", "zh", missing="粮食产量")


def test_a_missing_variable_is_named():
    with pytest.raises(KeyError, match="missing"):
        prompts.render("not_found", "zh")


def test_an_unused_variable_is_named():
    with pytest.raises(KeyError, match="surplus"):
        prompts.render("yes", "en", surplus="")


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError, match="no_such_text"):
        prompts.render("no_such_text", "zh")


def test_the_digest_is_stable_within_a_version():
    assert prompts.digest() == prompts.digest()
