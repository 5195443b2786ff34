import json

from service.failures import MAX_FRAMES, describe_failure, place_of, short_path


def _fail(depth=0):
    if depth:
        _fail(depth - 1)
    json.loads("Zulfiya")


def test_type_causes_and_places_are_told_and_no_message():
    try:
        try:
            _fail()
        except ValueError as error:
            raise RuntimeError("Qadamova") from error
    except RuntimeError as error:
        described = describe_failure(error)
    assert described["exception"] == "RuntimeError"
    assert described["causes"] == ["json.decoder.JSONDecodeError"]
    assert "Zulfiya" not in json.dumps(described)
    assert "Qadamova" not in json.dumps(described)


def test_only_the_innermost_frames_are_told():
    try:
        _fail(depth=50)
    except ValueError as error:
        frames, place = describe_failure(error)["frames"], place_of(error)
    assert place == f"json.decoder.JSONDecodeError at {frames[-1]}"
    assert len(frames) == MAX_FRAMES
    assert frames[-1].startswith("decoder.py:")


def test_an_exception_never_raised_has_no_place():
    assert place_of(KeyError("Zulfiya")) == "KeyError"


def test_paths_lose_the_folders_of_this_machine():
    assert short_path(__file__) == "tests/service/test_failures.py"
    assert short_path("/srv/x/lib/site-packages/spacy/util.py") == "spacy/util.py"
    assert short_path("/usr/lib/python3/json/decoder.py") == "decoder.py"
