"""The `.env` file: settings kept beside the program instead of in the environment."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from config.catalogue import SETTING_NAMES, SettingError

_OURS = "OMS_"


def read_env_file(path: Path) -> Mapping[str, str]:
    """Return the settings of the file, none where there is no file.

    A line that is no `NAME=value`, and a name that is almost one of ours, are refused with their line: a misspelt
    setting would else be a setting that does nothing. Names of other programs are passed over.
    """
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as stream:
        bindings = list(parse_stream(stream))
    return dict(_entry(path, binding) for binding in bindings if _is_ours(path, binding))


def _is_ours(path: Path, binding: Binding) -> bool:
    if binding.error:
        raise SettingError(path.name, f"line {_line(binding)} is not NAME=value")
    return binding.key is not None and binding.key.startswith(_OURS)


def _entry(path: Path, binding: Binding) -> tuple[str, str]:
    name, value = binding.key or "", binding.value
    place = f"{path.name}, line {_line(binding)}"
    if name not in SETTING_NAMES:
        near = get_close_matches(name, SETTING_NAMES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(SETTING_NAMES)}"
        raise SettingError(name, f"is not a setting ({place}); {hint}")
    if value is None:
        raise SettingError(name, f"has no value ({place}); write {name}=value")
    return name, value


def _line(binding: Binding) -> int:
    """Return the line of the name: an entry begins with the empty lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
