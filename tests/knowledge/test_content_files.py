"""Content files are read whole or refused whole, and every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.content_files import Content, load_content
from knowledge.content_yaml import read_entries
from knowledge.errors import InvalidInput
from knowledge.versions import content_fingerprint
from tests.knowledge.factories import entry_data, write_content, write_yaml


def problems(folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load_content(folder)
    return caught.value.problems


def loaded(folder: Path) -> Content:
    return load_content(folder)


def test_entries_come_in_order_of_file_and_place(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data(id="b"), entry_data(id="a"))
    write_yaml(folder / "more" / "z.yml", [entry_data(id="c")])
    assert [entry.id for entry in loaded(folder).entries] == ["place-inventshire", "b", "a", "c"]
    assert loaded(folder).located[2].where == "entries.yml, line 13, entry a"


def test_all_mistakes_are_found_at_once_with_file_line_entry_and_key(tmp_path: Path) -> None:
    folder = write_content(
        tmp_path,
        entry_data(id="one", areas=["Nowhere"], source_date="soon", colour="red"),
        entry_data("fund", id="two", deadline=None),
        entry_data("guidance", id="three", who_to_contact=["nobody"]),
    )
    assert problems(folder) == [
        "entries.yml, line 1, entry one, key source_date: "
        "must be YYYY, YYYY-MM, YYYY-MM-DD or unknown",
        "entries.yml, line 1, entry one, key colour: is not a key of this kind of entry",
        "entries.yml, line 14, entry two, key deadline: is needed",
        "entries.yml, line 29, entry three, key who_to_contact: there is no entry nobody",
    ]


def test_one_mistake_is_not_told_twice_by_what_hangs_on_it(tmp_path: Path) -> None:
    folder = write_content(
        tmp_path,
        entry_data(id="wrong", confidence="certain"),
        entry_data("guidance", id="g", who_to_contact=["wrong"]),
    )
    write_yaml(folder / "to-confirm.yml", [{"by": "use", "what": "Ring.", "entries": ["wrong"]}])
    assert len(problems(folder)) == 1
    write_yaml(folder / "areas.yml", [entry_data("place", place_kind="county")])
    assert len(problems(folder)) == 2


def test_nothing_is_said_of_references_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data("guidance", who_to_contact=["somewhere-else"]))
    write_yaml(folder / "to-confirm.yml", [{"by": "use", "what": "Ring.", "entries": ["there"]}])
    (folder / "other.yml").write_text("- id: [unclosed")
    with pytest.raises(InvalidInput, match="have 1 mistake.") as caught:
        load_content(folder)
    assert len(caught.value.problems) == 1


def test_an_id_stands_once_over_all_files(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data(id="same"))
    write_yaml(folder / "other.yml", [entry_data(id="same")])
    assert problems(folder) == [
        "other.yml, line 1, entry same, key id: stands already in entries.yml, line 1"
    ]


def test_areas_are_those_of_the_district_places_and_the_nations(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data(areas=["Inventshire", "England", "UK"]))
    assert loaded(folder)
    write_content(folder, entry_data(areas=["Inventshire", "Inventshier"]))
    assert problems(folder) == [
        "entries.yml, line 1, entry invented-contact, key areas: "
        "Inventshier is not one of England, Inventshire, UK"
    ]


def test_a_merged_entry_is_gone_and_references_follow(tmp_path: Path) -> None:
    keeper = entry_data(id="keeper", merged_from=["double"])
    folder = write_content(
        tmp_path, keeper, entry_data("guidance", id="g", who_to_contact=["double"])
    )
    assert problems(folder)[0].endswith(
        "key who_to_contact: double was merged into keeper: name that one"
    )
    write_content(folder, keeper, entry_data(id="double"))
    assert "keeper says that it was merged from this entry" in problems(folder)[0]


def test_nobody_is_sent_to_a_withheld_entry(tmp_path: Path) -> None:
    folder = write_content(
        tmp_path,
        entry_data(id="kept", status="withheld"),
        entry_data("guidance", id="g", who_to_contact=["kept"]),
    )
    assert "kept is withheld" in problems(folder)[0]


@pytest.mark.parametrize(
    ("kind", "key"), [("fund", "funder_id"), ("opportunity", "organisation_id")]
)
def test_an_organisation_is_an_organisation(tmp_path: Path, kind: str, key: str) -> None:
    folder = write_content(tmp_path, entry_data(kind, **{key: "place-inventshire"}))
    assert problems(folder)[0].endswith("place-inventshire is a place, not an organisation")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: [unclosed", "while parsing a flow sequence"),
        ("id: a\nkind: contact\n", "must be a list of entries"),
        ("- just words\n", "line 1: must be an entry of keys and values"),
        ("- id: a\n  kind: contact\n  kind: fund\n", "the key kind stands twice"),
        ("- id: a\n  kind: animal\n", "key kind: must be one of guidance, fund"),
        ("- kind: contact\n", "entry without id, key id: is needed"),
        (
            "- id: a\n  kind: contact\n  name: 12\n",
            "key name: must be text, not 12; put it in quotes",
        ),
        ("- id: &a\n  b: *a\n  <<: *c\n", "undefined alias"),
    ],
)
def test_files_that_are_not_entries_are_named(tmp_path: Path, text: str, said: str) -> None:
    folder = write_content(tmp_path)
    (folder / "broken.yml").write_text(text, "utf-8")
    found = problems(folder)
    assert any(said in problem for problem in found)
    assert all(problem.startswith("broken.yml") for problem in found)


def test_bytes_that_are_not_text_are_named(tmp_path: Path) -> None:
    folder = write_content(tmp_path)
    (folder / "broken.yml").write_bytes(b"- id: \xff\xfe\n")
    assert problems(folder) == ["broken.yml: the file cannot be read as text"]


def test_an_empty_file_is_no_mistake_but_an_empty_folder_is(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "some")
    (folder / "empty.yml").write_text("# nothing yet\n")
    assert len(loaded(folder).entries) == 1
    with pytest.raises(InvalidInput, match="holds no entries"):
        load_content(tmp_path / "none")


def test_yaml_means_what_the_editor_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text(
        "- {a: Yes, b: no, c: true, d: 2024-01-02, e: 0116, f: 12, g: 1.5, h: null, i: 1_000,"
        " j: 12:30, k: on}\n"
    )
    assert read_entries(path) == [
        (
            1,
            {
                "a": "Yes",
                "b": "no",
                "c": True,
                "d": "2024-01-02",
                "e": "0116",
                "f": 12,
                "g": 1.5,
                "h": None,
                "i": "1_000",
                "j": "12:30",
                "k": "on",
            },
        )
    ]


def test_python_objects_are_never_made(tmp_path: Path) -> None:
    folder = write_content(tmp_path)
    (folder / "broken.yml").write_text("- !!python/object/apply:os.system ['true']\n")
    assert "could not determine a constructor" in problems(folder)[0]


@pytest.mark.parametrize("name", ["crisis", "deciders", "practice", "words"])
def test_a_folder_of_other_rows_is_not_read_as_entries(tmp_path: Path, name: str) -> None:
    folder = write_content(tmp_path)
    before = content_fingerprint(folder)
    write_yaml(folder / name / "a.yml", [{"anything": "else"}])
    assert len(loaded(folder).entries) == 1
    assert content_fingerprint(folder) == before


def test_the_fingerprint_follows_every_change(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data())
    seen = {content_fingerprint(folder)}
    write_content(folder, entry_data(name="Another invented name"))
    seen.add(content_fingerprint(folder))
    (folder / "entries.yml").rename(folder / "renamed.yml")
    seen.add(content_fingerprint(folder))
    write_yaml(folder / "to-confirm.yml", [{"by": "use", "what": "Ring."}])
    seen.add(content_fingerprint(folder))
    assert len(seen) == 4
    assert loaded(folder).fingerprint in seen


def test_tasks_to_confirm_name_real_entries(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data(id="a"))
    write_yaml(
        folder / "to-confirm.yml",
        [
            {"by": "use", "what": "Ring.", "entries": ["a"]},
            {"by": "someday", "what": "Ring.", "entries": ["b"]},
            {"by": "go-live", "what": "Look.", "entries": ["c"]},
        ],
    )
    assert problems(folder) == [
        "to-confirm.yml, line 5, key by: Input should be 'use', 'go-live' or 'first-month'",
        "to-confirm.yml, line 9, key entries: there is no entry c",
    ]


def test_a_service_type_is_one_of_the_list(tmp_path: Path) -> None:
    folder = write_content(tmp_path, entry_data("service", service_types=["1113", "99999"]))
    assert problems(folder) == [
        "entries.yml, line 1, entry invented-service, key service_types:"
        " 99999 is not in the list of service types"
    ]
