"""The command `baogao serve`: the interfaces on a socket, until interrupted."""

from __future__ import annotations

from pathlib import Path

import click

from qa.commands.console import Command
from qa.commands.options import common, configured


@click.command(
    "serve",
    cls=Command,
    help="在浏览器里提问，向公众提供问答页面和接口",
    options_metavar="[选项]",
)
@click.option("--host", default="127.0.0.1", metavar="HOST", help="监听地址，默认 127.0.0.1")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=7860, metavar="PORT", help="端口，默认 7860"
)
@click.option("--root-path", default="", metavar="PATH", help="反向代理下的路径，如 /wenda")
@configured
@common
def serve(
    host: str, port: int, root_path: str, config: Path | None, library: Path, as_json: bool
) -> None:
    """Serve the interfaces until interrupted."""
    from index.embedding import Embedder
    from index.library import Library
    from qa.api.wire import to_line
    from qa.examples import example_questions
    from qa.service.serving import address, announcement, listen, run_app, start_warnings, warm_up
    from qa.service.users import Users
    from qa.settings import load_settings, state_folder

    settings = load_settings(config).served_on(host)
    with listen(host, port) as server:
        # The one import against the direction of the layers: the interface is built on qa.
        import ui

        with Library.open(library) as opened:
            questions = example_questions(opened.reports())
        app = ui.build_app(library, root_path, settings)
        url = address(server, root_path)
        warnings = start_warnings(settings, Users(state_folder(library, settings)).names())
        if as_json:
            ready = {"url": f"{url}ui", "page": url, "questions": questions, "warnings": warnings}
            click.echo(to_line(ready))
        else:
            click.echo(announcement(url, questions, warnings))
        warm_up(Embedder())
        run_app(app, server, settings)
