"""Commands about predictors: which there are, and which files may execute code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from forgery_viewer.cli.output import or_exit, print_json
from forgery_viewer.cli.program import JsonOption, cli


@cli.command()
def predictors(as_json: JsonOption = False) -> None:
    """List the predictors that have a name."""
    from forgery_viewer.predictors.registry import registered

    found = registered().values()
    if as_json:
        print_json([{"name": one.name, "package": one.origin} for one in found])
        return
    for one in found:
        typer.echo(f"{one.name:24}{one.origin or 'built in'}")


@cli.command()
def trust(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Network files to trust; none lists those trusted.", show_default=False
        ),
    ] = None,
    revoke: Annotated[
        list[str],
        typer.Option(
            "--revoke",
            metavar="FILE|SHA256",
            help="Trust this no more; may be given several times.",
            show_default=False,
        ),
    ] = [],  # noqa: B006 - typer copies it
    contract: Annotated[
        Path | None,
        typer.Option(
            help="The contract, where it does not lie beside the network.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Trust network files that can execute code, each by its content, or list those trusted.

    TorchScript and torch.export files, and networks whose contract names a module, execute code of
    whoever made them when they are loaded. Trust what you know.
    """
    or_exit(lambda: _trust(files or [], revoke, contract))
    _list_trusted(as_json=as_json)


def _trust(files: Sequence[Path], revoked: Sequence[str], contract: Path | None) -> None:
    from forgery_viewer.core.contract_files import read_contract
    from forgery_viewer.core.trusted_files import TrustedFiles
    from forgery_viewer.predictors.networks.predictor import key_to_trust

    trusted = TrustedFiles()
    declared = read_contract(contract) if contract is not None else None
    for path in files:
        key = key_to_trust(path, declared)
        if key:
            trusted.trust(key, path.name)
        else:
            typer.echo(f"Executes no code, so it needs no trust: {path}", err=True)
    for named in revoked:
        path = Path(named)
        key = key_to_trust(path, declared) if path.is_file() else named.lower()
        if not trusted.revoke(key):
            typer.echo(f"Was not trusted: {named}", err=True)


def _list_trusted(*, as_json: bool) -> None:
    from dataclasses import asdict

    from forgery_viewer.core.trusted_files import TrustedFiles

    trusted = TrustedFiles().all()
    if as_json:
        print_json([asdict(one) for one in trusted])
        return
    for one in trusted:
        typer.echo(f"{one.sha256}  {one.since}  {one.name}")
    if not trusted:
        typer.echo("No file is trusted.")
