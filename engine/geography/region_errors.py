"""What can be wrong with the name of a place."""

from collections.abc import Sequence

from engine.errors import FieldProblem, InvalidInput


class UnknownRegion(InvalidInput, ValueError):
    """No region has this name, path or code. `suggestions` are the official paths of the nearest names."""

    code = "unknown_region"

    def __init__(self, text: str, suggestions: Sequence[str] = (), field: str = "region") -> None:
        self.text, self.suggestions, self.field = text, tuple(suggestions), field
        hint = f"; did you mean {' or '.join(self.suggestions)}?" if suggestions else ""
        message = f"there is no region {text!r}{hint}"
        super().__init__(f"{field}: {message}", [FieldProblem(path=field, message=message, allowed=self.suggestions)])


class AmbiguousRegion(InvalidInput, ValueError):
    """Several regions have this name. `candidates` are their official paths."""

    code = "ambiguous_region"

    def __init__(self, text: str, candidates: Sequence[str], field: str = "region") -> None:
        self.text, self.candidates, self.field = text, tuple(candidates), field
        message = f"{text!r} may be {' or '.join(self.candidates)}; write the whole path"
        super().__init__(f"{field}: {message}", [FieldProblem(path=field, message=message, allowed=self.candidates)])


class RegionMismatch(InvalidInput, ValueError):
    """The parts of an address contradict each other: the region code lies elsewhere than the names."""

    code = "region_mismatch"

    def __init__(self, text: str, region_code: str, code_path: str, field: str) -> None:
        self.text, self.region_code, self.code_path, self.field = text, region_code, code_path, field
        message = f"{text!r} does not agree with region_code {region_code}, which is {code_path}"
        super().__init__(f"{field}: {message}", [FieldProblem(path=field, message=message, allowed=(code_path,))])
