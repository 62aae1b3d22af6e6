"""Knows the least that FastAPI can be asked for: routes that answer files of JSON, parsed once; P9's peer."""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI


def serve(port: int, folder: Path) -> None:
    """`/<name>` answers `<name>.json`, until the process ends."""
    app = FastAPI()
    for file in folder.glob("*.json"):
        app.add_api_route(f"/{file.stem}", _answering(json.loads(file.read_bytes())), methods=["GET", "POST"])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def _answering(body: Any) -> Any:
    async def answer() -> Any:
        return body

    return answer


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
