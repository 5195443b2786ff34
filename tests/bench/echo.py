"""A bare FastAPI echo that does the model's part of the work and nothing else."""

import sys
import time

import uvicorn
from fastapi import Body, FastAPI

app = FastAPI()
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


@app.post("/v1/cases", status_code=201)
def echo(body: dict = Body()) -> dict:  # noqa: B008  # FastAPI's way
    """Give back what was sent."""
    time.sleep(SECONDS)
    return body


@app.get("/health/ready")
async def ready() -> dict:
    """Say that it is up."""
    return {}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
