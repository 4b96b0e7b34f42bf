"""Ids that exist in the gate that is tried, so that not every made-up id ends in 404."""

import json
import os
import urllib.request
from functools import lru_cache
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

POORT = os.environ["POORT"]
SLEUTEL = os.environ["SLEUTEL"]


def vraag(pad):
    verzoek = urllib.request.Request(POORT + pad, headers={"Authorization": f"Bearer {SLEUTEL}"})
    with urllib.request.urlopen(verzoek, timeout=30) as antwoord:
        return json.load(antwoord)


@lru_cache
def bekend(soort):
    lijsten = {
        "/berichten": ("berichten", "/berichten?limiet=100"),
        "/postbus": ("leveringen", "/postbus?limiet=100"),
        "/declaraties": ("declaraties", "/declaraties?limiet=100"),
        "/verzoeken": ("verzoeken", "/verzoeken?limiet=100"),
    }
    if soort not in lijsten:
        return []
    naam, pad = lijsten[soort]
    return [een["id"] for een in vraag(pad)[naam]]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three of four made-up ids become one that exists; the same one for the same made-up id."""
    if not path_parameters:
        return path_parameters
    pad = context.operation.path
    if "id" in path_parameters and isinstance(path_parameters["id"], str):
        getal = sum(path_parameters["id"].encode("utf-8", "replace"))
        ids = bekend("/" + pad.split("/")[1])
        if ids and getal % 4:
            path_parameters["id"] = ids[getal % len(ids)]
    if path_parameters.get("regel") and getal_is_groot(path_parameters["regel"]):
        path_parameters["regel"] = 1
    if "code" in path_parameters and isinstance(path_parameters["code"], str):
        if sum(path_parameters["code"].encode("utf-8", "replace")) % 4:
            path_parameters["code"] = "0479" if pad.startswith("/partijen") else "TR019"
    return path_parameters


def getal_is_groot(waarde):
    return isinstance(waarde, int) and waarde > 5


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nobody waits for a postbus to fill or keeps a postbus from others; a made-up cursor is no cursor."""
    if case.operation.path.endswith("/sleutels/{id}/_intrekken"):
        # The key that this series calls with is one of them.
        case.path_parameters["id"] = "00000000-0000-4000-8000-000000000000"
    query = case.query or {}
    for naam, langst in (("wacht", 60), ("zichtbaarNa", 3600)):
        waarde = str(query.get(naam, ""))
        if waarde.isdecimal() and 0 < int(waarde) <= langst:
            query[naam] = 0
    query.pop("cursor", None)


@schemathesis.hook
def map_headers(context, headers):
    """Nor for an outcome; and nobody here acts for another: what could be a code goes, what could not must be refused."""
    if headers and 1 <= len(str(headers.get("Namens-Partij", ""))) <= 40:
        headers.pop("Namens-Partij", None)
    if headers and str(headers.get("Prefer", "")).startswith("wait="):
        headers["Prefer"] = "wait=0"
    return headers


BERICHTEN = [bestand.read_bytes() for bestand in sorted(Path(os.environ["BERICHTEN"]).glob("*.xml"))]


def verander(bericht, plek, bytes):
    plek = plek % len(bericht)
    return bericht[:plek] + bytes + bericht[plek + len(bytes) :]


# Real messages, and the same with something written over somewhere.
bericht = st.sampled_from(BERICHTEN)
schemathesis.openapi.media_type(
    "application/xml",
    st.one_of(bericht, st.builds(verander, bericht, st.integers(0, 1 << 16), st.binary(max_size=12))),
    aliases=["text/xml"],
)
