"""API keys: shown once, kept as a hash, ended at once."""

import pytest

from engine.errors import InvalidInput, Unauthenticated
from engine.services.app import Oms
from engine.services.keys import ALL_SCOPES
from engine.store.engine import PooledEngine
from tests.services.conftest import BOOTSTRAP_KEY


async def test_a_key_names_its_holder_and_scopes(bare: Oms) -> None:
    plain = await bare.keys.make("shop", ("orders:write",))

    principal = await bare.keys.check(plain)

    assert (principal.name, principal.scopes) == ("shop", ("orders:write",))


async def test_a_key_is_nowhere_to_be_read(bare: Oms) -> None:
    plain = await bare.keys.make("shop", ("orders:write",))

    engine: PooledEngine = bare._engine  # noqa: SLF001 - the test reads what is kept
    kept = engine.read_here(lambda connection: connection.execute("SELECT * FROM api_keys").fetchall())
    assert len(kept) == 2
    assert plain not in str(kept)


async def test_the_key_of_the_first_start_may_do_everything(bare: Oms) -> None:
    assert (await bare.keys.check(BOOTSTRAP_KEY)).scopes == ALL_SCOPES
    assert await bare.keys.exist()


@pytest.mark.parametrize("plain", ["", "oms_nonsense", BOOTSTRAP_KEY.upper()])
async def test_another_key_is_not_let_in(bare: Oms, plain: str) -> None:
    with pytest.raises(Unauthenticated):
        await bare.keys.check(plain)


async def test_a_revoked_key_is_not_let_in_again(bare: Oms) -> None:
    plain = await bare.keys.make("shop", ("orders:read",))
    await bare.keys.check(plain)

    assert await bare.keys.revoke("shop") == 1
    with pytest.raises(Unauthenticated):
        await bare.keys.check(plain)


async def test_a_scope_that_does_not_exist_is_named(bare: Oms) -> None:
    with pytest.raises(InvalidInput, match="orders:eat") as refused:
        await bare.keys.make("shop", ("orders:eat",))
    assert refused.value.problems[0].allowed == ALL_SCOPES


async def test_who_made_and_ended_a_key_stands_in_the_audit(bare: Oms) -> None:
    await bare.keys.make("li", ("rules:approve",), actor="cli:wang")
    await bare.keys.revoke("li", actor="cli:zhao")
    await bare.keys.revoke("nobody", actor="cli:zhao")

    made, ended = (await bare.governance.audit.entries(limit=100))[-2:]
    assert (made.actor, made.action, made.subject, made.data) == (
        "cli:wang",
        "key_made",
        "key li",
        {"scopes": ["rules:approve"]},
    )
    assert (ended.actor, ended.action, ended.data) == ("cli:zhao", "keys_ended", {"count": 1})
