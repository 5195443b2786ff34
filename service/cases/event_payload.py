"""What a webhook is told of a case: ids, labels and version, never text."""

from datetime import datetime
from typing import Any


def payload_of(event: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return what a webhook is told: ids, labels, version; never text of a narrative."""
    payload = {"event": event, "at": now.isoformat(), "case_id": body["id"]}
    payload["version"] = body["version"]
    if "tags" not in body:
        return payload
    kept = {
        facet: [tag["label"] for tag in tags if tag["state"] != "rejected"]
        for facet, tags in (*body["tags"].items(), ("flags", body["flags"]))
    }
    return payload | {
        "review_state": str(body["review_state"]),
        "record_type": body["record_type"]["label"],
        "labels": kept,
        "countries": [c["code"] for c in body["country"]["incident"] if c["state"] != "rejected"],
        "model_version": body["model"]["version"],
    }
